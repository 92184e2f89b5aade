/**
 * What a sweep can find, and who repairs it. `itself`: the sweep invokes the manager, which does. `consent`: only
 * `ses-smtp repair` or `ses-smtp failures retry`, when a person agrees. `never`: a person must. docs/operations.md shows
 * this table.
 */
export const FINDINGS = {
  user_without_record: {
    repaired: "itself",
    meaning: "An IAM user is at our path, and no record asks for it.",
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
    meaning: "A record says `active`, and IAM has no user for it.",
    action: "A new login is created, with a new password.",
  },
  drifted_user: {
    repaired: "itself",
    meaning: "Somebody changed a user's tags, permissions boundary or policy. Each user is looked at weekly.",
    action: "They are put right, or the login is stopped.",
  },
  not_applied: {
    repaired: "itself",
    meaning: "A record, or a setting, asks for something that was not carried out: an event was lost.",
    action: "It is carried out.",
  },
  ended: {
    repaired: "itself",
    meaning: "`valid_until` has passed, and the login is still on.",
    action: "The login is stopped.",
  },
  missed_wake_up: {
    repaired: "itself",
    meaning: "A later look was due, and did not happen.",
    action: "It happens.",
  },
  abandoned_lease: {
    repaired: "itself",
    meaning: "A run died, and nobody has come after it.",
    action: "Its work is done again.",
  },
  expired_grace: {
    repaired: "itself",
    meaning: "The grace of a former login has ended, and its key is still there.",
    action: "The key is made inactive, and deleted a day later.",
  },
  rotation_due: {
    repaired: "itself",
    meaning: "A rotation is due within a day.",
    action: "The login gets a new password at its own time of day.",
  },
  parked_messages: {
    repaired: "consent",
    meaning: "Messages wait in the parked queue.",
    action: "`ses-smtp failures retry` has them tried again.",
  },
  failed_record: {
    repaired: "never",
    meaning: "A record is `failed`, and says why.",
    action: "Follow the remedy in its `failure`.",
  },
  foreign_user: {
    repaired: "never",
    meaning: "A user at our path has a name that we do not give.",
    action: "Remove or rename it: it is never touched.",
  },
} as const satisfies Record<string, { repaired: Repaired; meaning: string; action: string }>;

export type Repaired = "itself" | "consent" | "never";
export type FindingKind = keyof typeof FINDINGS;

export interface Finding {
  kind: FindingKind;
  /** Empty if it is about none. */
  username: string;
  /** What was found, for a person; no secret and no ciphertext. */
  detail: string;
  /** It stops a login: nothing comes before it. */
  stops?: true;
  /** When the manager is to look, in milliseconds since 1970; at once unless given. */
  at?: number;
}

/** How many were found, of every kind. */
export function countsOf(findings: readonly Finding[]): Record<FindingKind, number> {
  const kinds = Object.keys(FINDINGS) as FindingKind[];
  return Object.fromEntries(
    kinds.map(kind => [kind, findings.filter(finding => finding.kind === kind).length]),
  ) as Record<FindingKind, number>;
}
