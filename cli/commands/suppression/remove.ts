import { Command } from "commander";
import { ApiClient } from "../../api/client";
import { Emails } from "../../api/emails";
import { type ApiOptions, withApiOptions } from "../../api/endpoint";
import { AccountList } from "../../shared/account-list";
import { requireAddress } from "../../shared/address-argument";
import { confirm } from "../../shared/confirm";
import { CommandError, type CommandContext } from "../../shared/context";
import { GLOBAL_LIST } from "./lists";

interface RemoveOptions extends ApiOptions {
  account?: boolean;
  yes?: boolean;
}

/** What became of the entry on one list. */
type Outcome = "removed" | "not listed" | "still listed" | "unknown";

export function suppressionRemoveCommand(context: CommandContext): Command {
  return withApiOptions(new Command("remove"))
    .description("let an address get mail again, and say which list still holds it")
    .argument("<address>")
    .option("--account", "also remove it from the account's list in SES")
    .option("--yes", "do not ask for confirmation")
    .action(async (address: string, { account, yes, ...options }: RemoveOptions) => {
      const email = requireAddress("<address>", address);
      const api = await ApiClient.open(options);
      await confirm(context, `Let ${JSON.stringify(email)} get mail again`, yes);
      const stack: Outcome = (await new Emails(api).lift(email)) ? "removed" : "not listed";
      const onAccount = await liftFromAccount(api.endpoint.region, email, account === true).catch(
        (error: unknown) => {
          if (!(error instanceof CommandError)) throw error;
          throw new CommandError(
            `The stack's list: ${stack}. The account's list: unchanged. ${error.message}`,
          );
        },
      );
      const result = { email, stack, account: onAccount.outcome, global: "unknown" };
      const lines = [
        `The stack's list: ${stack}.`,
        `The account's list: ${onAccount.outcome}${onAccount.hint}.`,
        GLOBAL_LIST,
      ];
      if (stack === "not listed" && onAccount.outcome === "not listed")
        throw new CommandError(`${JSON.stringify(email)} is on neither list. ${GLOBAL_LIST}`);
      context.result(result, lines.join("\n"));
    });
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
