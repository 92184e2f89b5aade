import { LoginNotVerified, StaleView } from "../failures/errors";
import { CLOSING_MS } from "../ports";
import type { StepContext } from "./step-context";

/** A new key takes 5 to 15 s to reach SES's SMTP endpoint, sometimes more. */
const MAX_VERIFY_MS = 75_000;
const FIRST_PAUSE_MS = 500;
const PAUSE_GROWTH = 1.5;
const MAX_PAUSE_MS = 4_000;

/**
 * Tries the stored login until the endpoint gives the expected answer.
 * @throws LoginNotVerified if it does not in time
 */
export async function verifyLogin(context: StepContext, expected: "accepted" | "refused"): Promise<void> {
  const { run, ports } = context;
  if (context.login === undefined) throw new StaleView("There is no stored secret to log in with.");
  const { user, password } = context.login;
  let lastAnswer = "it was not tried";
  for (
    let waited = 0, pause = FIRST_PAUSE_MS;
    waited <= MAX_VERIFY_MS;
    waited += pause, pause = Math.min(pause * PAUSE_GROWTH, MAX_PAUSE_MS)
  ) {
    const answer = await ports.login(user, password);
    if (answer.kind === expected) return;
    lastAnswer = answer.kind === "unknown" ? answer.reason : `it was ${answer.kind}`;
    if (run.remainingMs() < CLOSING_MS) break;
    await context.sleep(pause);
  }
  throw new LoginNotVerified(ports.smtpHost, expected, lastAnswer);
}
