import { isUsername } from "../../records/credential";
import { unmanagedLogin } from "../../records/unmanaged";
import type { ReadRecord } from "./adapters/record-versions";
import type { Decrypted } from "./adapters/password-cipher";
import { appliedDigest } from "./digest";
import { quarantineReason } from "../shared/aws-verdicts";
import type { Failure } from "./failures/catalogue";
import { Interrupted } from "./failures/errors";
import type { Lease } from "./lease/lease";
import type { Ports, Run } from "./ports";
import { formerKeys } from "./former-keys";
import { isCompromised, readDesiredState, readHints, requestOf } from "./record";
import type { RunState } from "./run-state";
import type { Stopping } from "./steps/persistently";
import { findToStop, secure } from "./steps/secure";
import { type Actual, type DesiredState, type ObservedUser, type RecordHints, stopsLogin } from "./types";

/** The desired and the actual state of one username, as far as they can be seen now. */
export interface Observation {
  record: ReadRecord | undefined;
  desired: DesiredState;
  /** The digest that the record gets once its request is carried out; see appliedDigest. */
  digest: string;
  hints: RecordHints;
  actual: Actual;
  /** The password of the stored key, if it could be decrypted. */
  password: string | undefined;
}

/**
 * Reads the state in IAM and KMS. A login that must be stopped is stopped first, before KMS or anything else that can
 * fail.
 *
 * @param verdict a permanent failure of an earlier attempt in this run: the record's request cannot be carried out
 */
export async function observe(
  run: Run,
  record: ReadRecord | undefined,
  ports: Ports,
  lease: Lease,
  state: RunState,
  verdict: Failure | undefined,
): Promise<Observation> {
  const { username } = run;
  const asked = desiredState(username, record, ports);
  const desired: DesiredState =
    verdict && (asked.kind === "enabled" || asked.kind === "invalid")
      ? { kind: "invalid", failure: verdict }
      : asked;
  const hints = readHints(record?.attributes);
  const digest = digestToApply(record, ports);
  const seen = { record, desired, digest, hints };
  if (record !== undefined) state.unmanaged = unmanagedLogin(record.attributes);
  if (!isUsername(username)) return { ...seen, actual: NOTHING, password: undefined };

  const names = [hints.iamUserName, state.userName];
  const stopping = { run, ports, state, keep: () => lease.keep() };
  const compromised = state.compromised || isCompromised(record);
  const stops = compromised || stopsLogin(asked);
  const found = await (stops ? findToStop(stopping, names) : ports.users.find(username, names));
  const now = ports.clock.now();
  state.settle(now);
  const mayBeStale = state.mayBeStale(now);
  const users = found.filter(({ name }) => !state.deleted.has(name)).map(user => withUnsavedKey(user, state));
  if (!compromised && asked.kind !== "absent") await holdQuarantined(stopping, users, record, mayBeStale);
  if (stops) {
    const removing = compromised || asked.kind === "absent";
    await secure(stopping, users, { blindly: mayBeStale, removing });
  }
  if (compromised && !state.compromised) {
    state.compromised = state.wasCompromised = true;
    await lease.record({ compromised: { BOOL: true } }); // even if the record is overwritten
  }
  const secret = await readSecret(run, ports, desired, hints, stops);
  const password = "password" in secret ? secret.password : undefined;
  const storedKey = password === undefined ? undefined : keptKey(hints, state);
  return {
    ...seen,
    password,
    actual: {
      users,
      storedKey,
      secretKey:
        secret.kind === "current" || secret.kind === "previous" || secret.kind === "unknown"
          ? secret.kind
          : undefined,
      secretUnknown: secret.kind === "unreadable",
      former: await formerKeys(ports, state, hints, storedKey, { users, mayBeStale }),
      compromised,
      unmanaged: state.unmanaged,
      secured: stops,
      unsavedKey: state.unsavedKey?.key,
      mayBeStale,
      mayHaveOrphans: state.mayHaveOrphans,
      userHidden:
        mayBeStale && state.userName !== undefined && users.every(({ name }) => name !== state.userName),
    },
  };
}

/**
 * AWS found a key of this login in public. It is stopped at once and held: a person decides what becomes of it. AWS's
 * policy stays; for as long as it is attached, lifting the hold only brings it back.
 *
 * @throws Interrupted once it is held, because the record must be read again together with its hold
 */
async function holdQuarantined(
  stopping: Stopping,
  users: readonly ObservedUser[],
  record: ReadRecord | undefined,
  blindly: boolean,
): Promise<void> {
  const found = users.find(({ quarantine }) => quarantine !== undefined);
  if (found?.quarantine === undefined || record === undefined || record.hold !== undefined) return;
  const { run, ports } = stopping;
  run.log.warn("AWS has quarantined this IAM user", { user: found.name, policy: found.quarantine });
  await secure(stopping, users, { blindly, removing: false });
  await ports.holds.suspend(run.username, {
    reason: quarantineReason(found.quarantine),
    evidence: found.arn,
    by: "smtp-credential-manager",
    at: new Date(ports.clock.now()),
  });
  throw new Interrupted(`The login ${run.username} is held, because AWS has quarantined its IAM user.`);
}

/** What a username's record and hold ask for now. */
export function desiredState(
  username: string,
  record: ReadRecord | undefined,
  { rules, clock }: Pick<Ports, "rules" | "clock">,
): DesiredState {
  return readDesiredState(username, record, rules, clock.now());
}

/** The digest that a record gets once its request is carried out. */
export function digestToApply(record: ReadRecord | undefined, { rules }: Pick<Ports, "rules">): string {
  if (record === undefined) return "";
  return appliedDigest(requestOf(record, rules).digest, record.attributes);
}

const NOTHING: Actual = {
  users: [],
  storedKey: undefined,
  secretKey: undefined,
  secretUnknown: false,
  former: { replaced: undefined, previous: undefined, previousUsedAt: undefined },
  compromised: false,
  unmanaged: undefined,
  secured: false,
  unsavedKey: undefined,
  mayBeStale: false,
  mayHaveOrphans: false,
  userHidden: false,
};

/**
 * `none`: the record has no secret, or it is not needed. `unreadable`: KMS failed, and whether it decrypts is not
 * known.
 */
type Secret = Decrypted | { kind: "none" } | { kind: "unreadable" };

const NEEDS_NO_SECRET: readonly DesiredState["kind"][] = ["absent", "unchanged", "unmanaged", "unstoppable"];

/** Only a login that must work needs its password now; all others continue without it. */
async function readSecret(
  { username, log }: Run,
  ports: Ports,
  desired: DesiredState,
  { secret }: RecordHints,
  stops: boolean,
): Promise<Secret> {
  if (!secret || NEEDS_NO_SECRET.includes(desired.kind)) return { kind: "none" };
  try {
    return await ports.cipher.decrypt(username, secret);
  } catch (error) {
    if (desired.kind === "enabled" && !stops) throw error;
    log.warn("the stored password could not be read", { error });
    return { kind: "unreadable" };
  }
}

/** The key whose secret the record has, unless this run has deleted it. */
function keptKey({ secret }: RecordHints, { deleted }: RunState): string | undefined {
  return secret && !deleted.has(secret.accessKeyId) ? secret.accessKeyId : undefined;
}

/** A key that we have created exists, whether IAM lists it yet or not. */
function withUnsavedKey(user: ObservedUser, { unsavedKey }: RunState): ObservedUser {
  if (unsavedKey?.user !== user.name || user.keys.some(key => key.id === unsavedKey.key)) return user;
  return { ...user, keys: [...user.keys, { id: unsavedKey.key, active: true, createdAt: user.createdAt }] };
}
