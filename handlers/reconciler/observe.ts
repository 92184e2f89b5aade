import { isUsername } from "../../records/credential";
import type { Memory } from "./memory";
import type { Ports } from "./ports";
import { readHints, readDesiredState } from "./record";
import type { ReadRecord } from "./store";
import type { Actual, Fault, ObservedUser, RecordHints, DesiredState } from "./types";

export interface Observation {
  record: ReadRecord | undefined;
  wish: DesiredState;
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
  memory: Memory,
  verdict: Fault | undefined,
): Promise<Observation> {
  const asked = readDesiredState(username, record?.attributes, ports.rules);
  const wish: DesiredState = verdict && asked.kind !== "gone" ? { kind: "refused", fault: verdict } : asked;
  const hints = readHints(record?.attributes);
  if (wish.kind === "rest" || !isUsername(username)) {
    return { record, wish, hints, actual: NOTHING, password: undefined };
  }
  const found = await ports.users.find(username, [hints.iamUserName, memory.userName]);
  const password = wish.kind === "gone" ? undefined : await decrypt(username, ports, hints);
  const unsettled = memory.unsettled(ports.clock.now());
  const shown = found.filter(({ name }) => !memory.deleted.has(name));
  return {
    record,
    wish,
    hints,
    password,
    actual: {
      users: shown.map(user => withHeldKey(user, memory)),
      storedKey: password === undefined ? undefined : hints.secret?.accessKeyId,
      heldKey: memory.held?.key,
      unsettled,
      doubtful: memory.doubtful,
      userHidden:
        unsettled && memory.userName !== undefined && shown.every(({ name }) => name !== memory.userName),
    },
  };
}

const NOTHING: Actual = {
  users: [],
  storedKey: undefined,
  heldKey: undefined,
  unsettled: false,
  doubtful: false,
  userHidden: false,
};

async function decrypt(username: string, ports: Ports, { secret }: RecordHints): Promise<string | undefined> {
  return secret && ports.cipher.decrypt(username, secret);
}

/** A key that we have made exists, whether IAM lists it yet or not. */
function withHeldKey(user: ObservedUser, { held }: Memory): ObservedUser {
  if (held?.user !== user.name || user.keys.some(key => key.id === held.key)) return user;
  return { ...user, keys: [...user.keys, { id: held.key, active: true, createdAt: user.createdAt }] };
}
