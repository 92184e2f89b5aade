import { Command } from "commander";
import { ApiClient } from "../../api/client";
import { Emails } from "../../api/emails";
import { type ApiOptions, withApiOptions } from "../../api/endpoint";
import { requireAddress } from "../../shared/address-argument";
import { confirm } from "../../shared/confirm";
import type { CommandContext } from "../../shared/context";
import { liftSuppression } from "../../suppression/lift";
import { GLOBAL_LIST } from "../../suppression/lists";

interface RemoveOptions extends ApiOptions {
  account?: boolean;
  yes?: boolean;
}

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
      const { lifted, hint } = await liftSuppression(new Emails(api), api.endpoint.region, email, {
        account: account === true,
      });
      const lines = [
        `The stack's list: ${lifted.stack}.`,
        `The account's list: ${lifted.account}${hint}.`,
        GLOBAL_LIST,
      ];
      context.result({ ...lifted }, lines.join("\n"));
    });
}
