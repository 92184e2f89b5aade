import { isUsername } from "../../records/credential";
import type { ReadRecord } from "./adapters/credential-store";
import type { Decrypted } from "./adapters/password-cipher";
import type { Failure } from "./failures/catalogue";
import type { Ports } from "./ports";
import { readDesiredState, readHints } from "./record";
import type { RunState } from "./run-state";
import type { Actual, DesiredState, ObservedUser, RecordHints } from "./types";

/** The desired and the actual state of one username, as far as they can be seen now. */
export interface Observation {
  record: ReadRecord | undefined;
  desired: DesiredState;
  hints: RecordHints;
  actual: Actual;
  /** The password of the stored key, if it could be decrypted. */
  password: string | undefined;
}

/** @param verdict a permanent failure met on the way: what this record asks for is not possible */
export async function observe(
  username: string,
  record: ReadRecord | undefined,
  ports: Ports,
  state: RunState,
  verdict: Failure | undefined,
): Promise<Observation> {
  const asked = readDesiredState(username, record?.attributes, ports.rules);
  const desired: DesiredState =
    verdict && asked.kind !== "absent" ? { kind: "invalid", failure: verdict } : asked;
  const hints = readHints(record?.attributes);
  if (desired.kind === "unchanged" || !isUsername(username)) {
    return { record, desired, hints, actual: NOTHING, password: undefined };
  }
  const found = await ports.users.find(username, [hints.iamUserName, state.userName]);
  const secret = desired.kind === "absent" ? undefined : await decrypt(username, ports, hints);
  const password = secret && "password" in secret ? secret.password : undefined;
  const mayBeStale = state.mayBeStale(ports.clock.now());
  const shown = found.filter(({ name }) => !state.deleted.has(name));
  return {
    record,
    desired,
    hints,
    password,
    actual: {
      users: shown.map(user => withUnsavedKey(user, state)),
      storedKey: password === undefined ? undefined : hints.secret?.accessKeyId,
      secretKey: secret === undefined || secret.kind === "invalid" ? undefined : secret.kind,
      unsavedKey: state.unsavedKey?.key,
      mayBeStale,
      mayHaveOrphans: state.mayHaveOrphans,
      userHidden:
        mayBeStale && state.userName !== undefined && shown.every(({ name }) => name !== state.userName),
    },
  };
}

const NOTHING: Actual = {
  users: [],
  storedKey: undefined,
  secretKey: undefined,
  unsavedKey: undefined,
  mayBeStale: false,
  mayHaveOrphans: false,
  userHidden: false,
};

async function decrypt(
  username: string,
  ports: Ports,
  { secret }: RecordHints,
): Promise<Decrypted | undefined> {
  return secret && ports.cipher.decrypt(username, secret);
}

/** A key that we have created exists, whether IAM lists it yet or not. */
function withUnsavedKey(user: ObservedUser, { unsavedKey }: RunState): ObservedUser {
  if (unsavedKey?.user !== user.name || user.keys.some(key => key.id === unsavedKey.key)) return user;
  return { ...user, keys: [...user.keys, { id: unsavedKey.key, active: true, createdAt: user.createdAt }] };
}
