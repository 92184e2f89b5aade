import type { LoginAnswer } from "../../shared/smtp-login";
import type { StepContext } from "./step-context";

/**
 * While a login is tried, the lease is checked this often, so that a new request waits no longer than this. The
 * usernames of one event share these checks.
 */
const LOOK_EVERY_MS = 2_000;

/** Tries a login once, which can take seconds. @throws Interrupted, LeaseLost */
export async function probe(
  context: StepContext,
  { user, password }: NonNullable<StepContext["login"]>,
): Promise<LoginAnswer> {
  const { ports } = context;
  const login = ports.login(user, password);
  for (;;) {
    const answer = await ports.clock.waitFor(login, context.msToLook(LOOK_EVERY_MS));
    if (answer !== undefined) return answer;
    await context.keep(LOOK_EVERY_MS);
  }
}

/** Waits between two probes. @throws Interrupted, LeaseLost */
export async function pauseBetweenProbes(context: StepContext, milliseconds: number): Promise<void> {
  await context.sleep(milliseconds, LOOK_EVERY_MS);
}
