import { LoginNotVerified, NoTimeToVerify, StaleView } from "../failures/errors";
import { CLOSING_MS } from "../ports";
import { pauseBetweenProbes, probe } from "./probe";
import type { StepContext } from "./step-context";

/** A new key takes 5 to 15 s to reach SES's SMTP endpoint, sometimes more. */
const MAX_ACCEPT_MS = 75_000;

/** A login that is not refused by then is checked later: Deny and inactive keys are in place. */
const MAX_REFUSE_MS = 30_000;

const FIRST_PAUSE_MS = 500;
const PAUSE_GROWTH = 1.5;
const MAX_PAUSE_MS = 2_000;

/**
 * Tries the stored login until the endpoint gives the expected answer.
 *
 * @param login the stored one unless given
 * @returns false if a login that should be refused was not, in time
 * @throws LoginNotVerified if a login that should be accepted was not, in time; NoTimeToVerify if this run has to end
 *   before; Interrupted
 */
export async function verifyLogin(
  context: StepContext,
  expected: "accepted" | "refused",
  login = context.login,
): Promise<boolean> {
  const { run, ports } = context;
  if (login === undefined) throw new StaleView("There is no stored secret to log in with.");
  const longest = expected === "accepted" ? MAX_ACCEPT_MS : MAX_REFUSE_MS;
  const started = ports.clock.now();
  let lastAnswer = "it was not tried";
  for (
    let waited = 0, pause = FIRST_PAUSE_MS;
    waited <= longest && ports.clock.now() - started <= longest;
    waited += pause, pause = Math.min(pause * PAUSE_GROWTH, MAX_PAUSE_MS)
  ) {
    const answer = await probe(context, login);
    if (answer.kind === expected) return true;
    lastAnswer = answer.kind === "unknown" ? answer.reason : `it was ${answer.kind}`;
    if (run.remainingMs() < CLOSING_MS) {
      if (expected === "accepted") throw new NoTimeToVerify(ports.smtpHost, lastAnswer);
      break;
    }
    await pauseBetweenProbes(context, pause);
  }
  if (expected === "accepted") throw new LoginNotVerified(ports.smtpHost, lastAnswer);
  run.log.warn("the login was not refused yet", { last_answer: lastAnswer });
  return false;
}
