import type { Actual, Step } from "../types";
import { proveNoLogin } from "./drift";
import { removeUsers } from "./users";
import { observeAgain, untilListed, untilSettled } from "./waits";

/**
 * Whoever knows the password may have a session open, which ends only with its user: AUTH is asked once a session, and
 * the policy for each message. So every user is removed, whatever the record asks for; a new login is made by the next
 * plan, and only once nothing of the old one can be left.
 */
export function planCompromised(actual: Actual): Step[] {
  if (actual.users.length > 0) return [...removeUsers(actual.users), observeAgain];
  if (actual.userHidden) return [untilListed];
  if (actual.mayHaveOrphans) return [untilSettled];
  return [...proveNoLogin(actual), { kind: "forgetLogin" }, observeAgain];
}
