import { userName } from "../../shared/iam-names";
import { isAccessDenied, isNamed } from "../adapters/iam-errors";
import { StaleView } from "../failures/errors";
import { countRemoval } from "../login-metrics";
import type { StepContext } from "./step-context";

/** How long IAM may take to know a user that was just created. */
const MAX_NEW_USER_DELAY_MS = 20_000;
const NEW_USER_PAUSE_MS = 1_000;

/** Names tried for a new user, each a second later: others may have one that differs by case only. */
const MAX_NAMES_TRIED = 10;
const OWNER_PAUSE_MS = 2_000;

export async function removeUser(context: StepContext, user: string): Promise<void> {
  const { run, ports, state, observed } = context;
  const confirmed = await context.change(() =>
    ports.users.remove(
      user,
      () => context.keep(),
      (key, isConfirmed) => state.keyGone(key, isConfirmed),
    ),
  );
  state.removed(user, confirmed, ports.clock.now());
  if (confirmed && observed.desired.kind === "absent") countRemoval(run, ports);
}

/**
 * The name is recorded in the lease first, if it was not when the lease was acquired: should this run die now, the next one looks for that user instead of
 * creating another beside it.
 */
export async function createUser(context: StepContext): Promise<void> {
  const { run, ports, lease, state } = context;
  const started = ports.clock.now();
  let earlier = state.mayBeStale(started) ? state.userName : undefined;
  const proposed = lease.takeProposedUser();
  for (let turn = 0; turn < MAX_NAMES_TRIED; turn++) {
    const unused = turn === 0 ? proposed : undefined;
    const name = earlier ?? unused ?? userName(run.username, new Date(started + turn * 1000));
    if (name !== unused) await lease.record({ user_name: { S: name } });
    state.userName = name;
    state.userArn = await context.attempt(() => ports.users.create(run.username, name));
    if (state.userArn !== undefined) return context.noteChange();
    if (earlier !== undefined) {
      state.distrust(ports.clock.now()); // it may have been created a moment ago, by a request that was not answered
      await untilOwnerIsKnown(context, earlier);
    }
    earlier = undefined;
  }
  throw new StaleView(`No free IAM user name was found for ${run.username}.`, { username: run.username });
}

/**
 * A name that was tried before may be taken by our own user, which IAM does not show yet. The last look comes after IAM
 * has settled: the attempt may have taken so long that there was none before.
 */
async function untilOwnerIsKnown(context: StepContext, name: string): Promise<void> {
  const { run, ports, state } = context;
  for (;;) {
    const mayBeStale = state.mayBeStale(ports.clock.now());
    const owner = await ports.users.ownerOf(name, run.username);
    if (owner === "us") throw new StaleView(`The IAM user ${name} already exists.`, { user: name });
    if (owner === "another" || !mayBeStale) return;
    await context.sleep(OWNER_PAUSE_MS);
  }
}

/**
 * Makes a change on a user. IAM may not know a new user at once, and then denies what is granted by its path. For an
 * older one the same answer means that it is gone or that we lack the permission.
 *
 * @param user undefined for the one that `createUser` has created
 */
export async function onUser(
  context: StepContext,
  user: string | undefined,
  act: (user: string) => Promise<void>,
  opens: boolean,
): Promise<void> {
  const name = user ?? context.state.userName;
  if (name === undefined) throw new StaleView("The user was not created.");
  const maxDelayMs = user === undefined ? MAX_NEW_USER_DELAY_MS : 0;
  for (let waited = 0; ; waited += NEW_USER_PAUSE_MS) {
    try {
      return await context.change(() => act(name), opens);
    } catch (error) {
      const unknown = isNamed(error, "NoSuchEntity") || isAccessDenied(error);
      if (!unknown || waited >= maxDelayMs) throw error;
      await context.sleep(NEW_USER_PAUSE_MS);
    }
  }
}
