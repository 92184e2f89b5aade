import type { Ports } from "./ports";
import type { RunState } from "./run-state";
import type { Actual, FormerKeys, RecordHints } from "./types";

/**
 * The keys that were given out before the stored one. The lease item keeps them, whatever somebody writes to the
 * record; if that item was lost, the record's own attributes are used.
 */
export async function formerKeys(
  ports: Ports,
  state: RunState,
  record: RecordHints,
  storedKey: string | undefined,
  { users, mayBeStale }: Pick<Actual, "users" | "mayBeStale">,
): Promise<FormerKeys> {
  if (state.previous === undefined || isOutdated(state, record)) state.previous = record.previous;
  // If an earlier version of the record was restored, its key is the current one again.
  if (state.previous?.id === storedKey) state.previous = undefined;
  const isCurrent = state.currentKey === undefined || state.currentKey === storedKey;
  const { previous } = state;
  if (!isCurrent && !mayBeStale && isInactive(state.currentKey, users)) state.stoppedKey = state.currentKey;
  const isFormer = state.currentKey === previous?.id || state.currentKey === state.stoppedKey;
  const replaced = isCurrent || isFormer ? undefined : state.currentKey;
  if (storedKey !== undefined && record.status === "active" && record.verified === "active" && !replaced)
    state.currentKey = storedKey;
  const ended = previous && previous.deleteAt === undefined && previous.until <= ports.clock.now();
  return {
    replaced,
    previous,
    previousUsedAt: ended ? await ports.users.lastUsed(previous.id) : undefined,
  };
}

/** Its login was stopped: whoever overwrote the record replaced nothing that works, so there is no grace to give. */
function isInactive(key: string | undefined, users: Actual["users"]): boolean {
  return users.some(({ keys }) => keys.some(({ id, active }) => id === key && !active));
}

/** The run that rotated died before it could note it in the lease item. */
function isOutdated({ currentKey, previous }: RunState, record: RecordHints): boolean {
  return record.previous !== undefined && record.previous.id === currentKey && previous?.id !== currentKey;
}
