import { isUsername } from "../../records/credential";
import type { RunState } from "./run-state";
import type { Ports } from "./ports";
import { readHints, readDesiredState } from "./record";
import type { ReadRecord } from "./adapters/credential-store";
import type { Actual, Failure, ObservedUser, RecordHints, DesiredState } from "./types";

export interface Observation {
  record: ReadRecord | undefined;
  desired: DesiredState;
  hints: RecordHints;
  actual: Actual;
  /** The password of the stored key, where it could be decrypted. */
  password: string | undefined;
}

/** @param verdict a permanent fault met on the way: what this record asks for cannot be had */
export async function observe(
  username: string,
  record: ReadRecord | undefined,
  ports: Ports,
  memory: RunState,
  verdict: Failure | undefined,
): Promise<Observation> {
  const asked = readDesiredState(username, record?.attributes, ports.rules);
  const wish: DesiredState = verdict && asked.kind !== "absent" ? { kind: "invalid", failure: verdict } : asked;
  const hints = readHints(record?.attributes);
  if (wish.kind === "unchanged" || !isUsername(username)) {
    return { record, desired, hints, actual: NOTHING, password: undefined };
  }
  const found = await ports.users.find(username, [hints.iamUserName, memory.userName]);
  const password = wish.kind === "absent" ? undefined : await decrypt(username, ports, hints);
  const unsettled = memory.mayBeStale(ports.clock.now());
  const shown = found.filter(({ name }) => !memory.deleted.has(name));
  return {
    record,
    desired,
    hints,
    password,
    actual: {
      users: shown.map(user => withHeldKey(user, memory)),
      storedKey: password === undefined ? undefined : hints.secret?.accessKeyId,
      unsavedKey: memory.unsavedKey?.key,
      mayBeStale,
      mayHaveOrphans: memory.mayHaveOrphans,
      userHidden:
        unsettled && memory.userName !== undefined && shown.every(({ name }) => name !== memory.userName),
    },
  };
}

const NOTHING: Actual = {
  users: [],
  storedKey: undefined,
  unsavedKey: undefined,
  mayBeStale: false,
  mayHaveOrphans: false,
  userHidden: false,
};

async function decrypt(username: string, ports: Ports, { secret }: RecordHints): Promise<string | undefined> {
  return secret && ports.cipher.decrypt(username, secret);
}

/** A key that we have made exists, whether IAM lists it yet or not. */
function withHeldKey(user: ObservedUser, { unsavedKey }: RunState): ObservedUser {
  if (unsavedKey?.user !== user.name || user.keys.some(key => key.id === unsavedKey.key)) return user;
  return { ...user, keys: [...user.keys, { id: unsavedKey.key, active: true, createdAt: user.createdAt }] };
}
