/**
 * What a sweep can find, and who repairs it. `itself`: the manager, invoked by the sweep. `consent`: the manager, after
 * a person confirms `ses-smtp repair` or runs `ses-smtp failures retry`. `never`: a person. docs/operations.md shows
 * this table.
 */
export const FINDINGS = {
  user_without_record: {
    repaired: "itself",
    meaning: "An IAM user exists at the stack's path without a record.",
    action: "The user is stopped and removed.",
  },
  mass_removal: {
    repaired: "consent",
    meaning: "So many users have no record that the table, or its name in the settings, may be wrong.",
    action: "With consent, these users are stopped and removed.",
  },
  key_without_secret: {
    repaired: "itself",
    meaning: "A user has an access key whose password is stored nowhere.",
    action: "The key is deleted.",
  },
  active_without_user: {
    repaired: "itself",
    meaning: "A record says `active`, but IAM has no user for it.",
    action: "A new login is created, with a new password.",
  },
  drifted_user: {
    repaired: "itself",
    meaning: "Somebody changed a user's tags, permissions boundary or policy. Each user is checked weekly.",
    action: "They are restored, or the login is stopped.",
  },
  quarantined_user: {
    repaired: "itself",
    meaning:
      "AWS attached `AWSCompromisedKeyQuarantine…` to a user, because it found its access key in public.",
    action: "The login is stopped and held; AWS's policy stays.",
  },
  not_applied: {
    repaired: "itself",
    meaning: "A record, its removal, or a setting was not applied, because an event was lost.",
    action: "It is applied.",
  },
  ended: {
    repaired: "itself",
    meaning: "`valid_until` has passed, but the login is still on.",
    action: "The login is stopped.",
  },
  missed_wake_up: {
    repaired: "itself",
    meaning: "A later check was due, but did not happen.",
    action: "The check is made.",
  },
  abandoned_lease: {
    repaired: "itself",
    meaning: "A run died, and no other run has taken over.",
    action: "Its work is repeated.",
  },
  expired_grace: {
    repaired: "itself",
    meaning: "The grace period of a previous login has ended, but its key still exists.",
    action: "The key is made inactive, and deleted a day later.",
  },
  rotation_due: {
    repaired: "itself",
    meaning: "A rotation is due within a day.",
    action: "The login gets a new password at its own time of day.",
  },
  notice_due: {
    repaired: "itself",
    meaning:
      "A scheduled rotation, or the end of a login or of a previous password, is near, and nobody has been notified.",
    action: "Administrators and the login's holder are notified, once.",
  },
  self_test_left: {
    repaired: "itself",
    meaning: "A run of `ses-smtp self-test` was killed more than a day ago, and its record is left.",
    action: "The record, its login, and whatever else that run created are removed.",
  },
  parked_messages: {
    repaired: "never",
    meaning: "Messages wait in the parked queue.",
    action:
      "`ses-smtp failures retry` retries them; `ses-smtp failures discard` deletes those that cannot be parsed.",
  },
  failed_record: {
    repaired: "never",
    meaning: "A record is `failed`, and its `failure` says why.",
    action: "Follow the remedy.",
  },
  unreadable_rule: {
    repaired: "never",
    meaning:
      "A [receiving rule](receiving-rules.md) has a missing attribute, one of the wrong type, or an address that is too long.",
    action: "Correct the rule; until then it gives nobody an address.",
  },
  unmanaged_login: {
    repaired: "never",
    meaning: "A record's login was made by another system; it works, and nothing here manages it.",
    action: "`ses-smtp credential adopt` brings it under management.",
  },
  interrupted_adoption: {
    repaired: "never",
    meaning: "An adoption or release has not ended for a quarter of an hour. The login works.",
    action: "Run the same `ses-smtp credential adopt` or `release` again: it continues.",
  },
  foreign_user: {
    repaired: "never",
    meaning: "A user at the stack's path has a name that the manager does not use.",
    action: "Remove or rename it; the manager never touches it.",
  },
} as const satisfies Record<string, { repaired: Repaired; meaning: string; action: string }>;

/** Work that is due by itself, and no sign that anything was missed. */
const ROUTINE: readonly FindingKind[] = ["rotation_due", "notice_due"];

export type Repaired = "itself" | "consent" | "never";
export type FindingKind = keyof typeof FINDINGS;

export interface Finding {
  kind: FindingKind;
  /** Empty if it is not about one username. */
  username: string;
  /** What was found, for a person; no secret and no ciphertext. */
  detail: string;
  /** The repair stops a login, so it comes first. */
  stops?: true;
  /** When the manager must check, in milliseconds since 1970; default: at once. */
  at?: number;
}

/** What no routine explains: the rest of the program should have done it, or a person has to. */
export function beyondRoutine(all: Readonly<Record<FindingKind, number>>): {
  total: number;
  counts: Partial<Record<FindingKind, number>>;
} {
  const kinds = Object.entries(all) as [FindingKind, number][];
  const beyond = kinds.filter(([kind, count]) => count > 0 && !ROUTINE.includes(kind));
  const total = beyond.reduce((sum, [, count]) => sum + count, 0);
  return { total, counts: Object.fromEntries(beyond) };
}

/** The number of findings of every kind. */
export function countsOf(findings: readonly Finding[]): Record<FindingKind, number> {
  const kinds = Object.keys(FINDINGS) as FindingKind[];
  return Object.fromEntries(
    kinds.map(kind => [kind, findings.filter(finding => finding.kind === kind).length]),
  ) as Record<FindingKind, number>;
}
