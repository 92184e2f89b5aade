import type { ReadRecord } from "../../reconciler/adapters/record-versions";
import { appliedDigest } from "../../reconciler/digest";
import type { LeaseHandover } from "../../reconciler/lease/handover";
import { DENY_POLICY, senderPolicy } from "../../reconciler/policy";
import { judgedRequest, readHints, requestOf } from "../../reconciler/record";
import type { DesiredState, ObservedUser, SenderRules } from "../../reconciler/types";
import type { Finding } from "./finding";

/** A user as IAM shows it. */
export interface Inspected {
  username: string;
  user: ObservedUser;
}

interface Expected {
  record: ReadRecord;
  desired: DesiredState;
  /** Whether the request was carried out; until then, the user has another policy. */
  applied: boolean;
  lease: LeaseHandover | undefined;
  rules: SenderRules;
  /** A key that was created later may be on its way into the record; milliseconds since 1970. */
  youngerThan: number;
}

/** The request was carried out. A hold was, once the record has its verdict. */
export function isApplied(record: ReadRecord, rules: SenderRules): boolean {
  const { attributes, hold } = record;
  const { digest } = requestOf(record, rules);
  return hold?.kind === "suspended" && attributes.status === "failed"
    ? judgedRequest(attributes)?.digest === digest
    : attributes.applied === appliedDigest(digest, attributes);
}

/** How a user differs from what the manager created. */
export function inspect({ username, user }: Inspected, expected: Expected): Finding[] {
  const drift = [...user.drift, ...policyDrift(user, expected)];
  const found: Finding[] =
    drift.length === 0
      ? []
      : [{ kind: "drifted_user", username, detail: `IAM user ${user.name}: ${drift.join(", ")}` }];
  if (user.quarantine !== undefined && expected.record.hold === undefined)
    found.push({ kind: "quarantined_user", username, detail: user.quarantine, stops: true });
  const unknown = unknownKeys(user, expected);
  if (unknown.length > 0)
    found.push({ kind: "key_without_secret", username, detail: `access key ${unknown.join(", ")}` });
  return found;
}

function policyDrift({ policy }: ObservedUser, { desired, applied, rules }: Expected): string[] {
  if (!applied) return [];
  if (desired.kind === "enabled")
    return policy === senderPolicy(desired.patterns, rules.sendingResources, desired.rules) ? [] : ["policy"];
  const stopped = desired.kind === "disabled" || desired.kind === "held";
  return stopped && policy !== DENY_POLICY ? ["policy"] : [];
}

function unknownKeys({ keys }: ObservedUser, { record, lease, youngerThan }: Expected): string[] {
  const { secret } = readHints(record.attributes);
  const known = [secret?.accessKeyId, lease?.currentKey, lease?.previous?.id];
  return keys
    .filter(({ id, createdAt }) => !known.includes(id) && createdAt < youngerThan)
    .map(({ id }) => id);
}
