import type { Emails } from "../api/emails";
import { AccountList } from "../shared/account-list";
import { CommandError } from "../shared/context";
import { GLOBAL_LIST } from "./lists";

/** What became of the entry on one list. */
type Outcome = "removed" | "not listed" | "still listed" | "unknown";

/** What lifting did, list by list. */
interface Lifted {
  email: string;
  stack: Outcome;
  account: Outcome;
  global: "unknown";
}

export interface LiftResult {
  lifted: Lifted;
  /** Why the account's list is as it is, and what to do. */
  hint: string;
}

/**
 * Takes an address off the stack's list, and, if asked, off the account's.
 *
 * @throws CommandError if it is on neither list, or AWS refuses; what was done until then is said
 */
export async function liftSuppression(
  emails: Emails,
  region: string,
  email: string,
  { account }: { account: boolean },
): Promise<LiftResult> {
  const stack: Outcome = (await emails.lift(email)) ? "removed" : "not listed";
  const onAccount = await liftFromAccount(region, email, account).catch((error: unknown) => {
    if (!(error instanceof CommandError)) throw error;
    throw new CommandError(`The stack's list: ${stack}. The account's list: unchanged. ${error.message}`);
  });
  if (stack === "not listed" && onAccount.outcome === "not listed")
    throw new CommandError(`${JSON.stringify(email)} is on neither list. ${GLOBAL_LIST}`);
  return { lifted: { email, stack, account: onAccount.outcome, global: "unknown" }, hint: onAccount.hint };
}

async function liftFromAccount(
  region: string,
  email: string,
  isAsked: boolean,
): Promise<{ outcome: Outcome; hint: string }> {
  const list = new AccountList(region);
  try {
    const entry = await list.find(email);
    if (entry === undefined) return { outcome: "not listed", hint: "" };
    if (!isAsked)
      return {
        outcome: "still listed",
        hint: ` (${entry.reason} of ${entry.since}); SES does not send until you run this with --account`,
      };
    await list.lift(entry);
    return { outcome: "removed", hint: "" };
  } catch (error) {
    if (!(error instanceof CommandError) || isAsked) throw error;
    return { outcome: "unknown", hint: ` (${error.message.replace(/\.$/, "")})` };
  } finally {
    list.close();
  }
}
