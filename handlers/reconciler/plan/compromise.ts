import type { Step } from "./step";
import type { Actual } from "../types";
import { proveNoLogin } from "./drift";
import { removeUsers } from "./users";
import { observeAgain, untilListed, untilSettled } from "./waits";

/**
 * An attacker may have an open session, which ends only when its user is gone: SES checks the password once per
 * session, and the user's policy for each message. So every user is removed, whatever the record asks for. The next
 * plan creates a new login, once nothing of the old one can be left.
 */
export function planCompromised(actual: Actual): Step[] {
  if (actual.users.length > 0) return [...removeUsers(actual.users), observeAgain];
  if (actual.userHidden) return [untilListed];
  if (actual.mayHaveOrphans) return [untilSettled];
  return [...proveNoLogin(actual), { kind: "forgetLogin" }, observeAgain];
}
