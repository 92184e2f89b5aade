import { Command } from "commander";
import { type ApiOptions, withApiOptions } from "../../api/endpoint";
import { loginSheet } from "../../logins/sheet";
import type { CommandContext } from "../../shared/context";
import { openApi, requireUsername } from "../../logins/open";
import { warnIfRejected } from "./rejected";

export function credentialSecretCommand(context: CommandContext): Command {
  return withApiOptions(new Command("secret"))
    .description("print a login's SMTP user name and password, decrypted with your own permission")
    .argument("<username>")
    .action(async (name: string, options: ApiOptions) => {
      requireUsername(name);
      const {
        secret,
        sheet: { password },
      } = await loginSheet(await openApi(options), name);
      warnIfRejected(context, secret);
      context.result({ ...secret, password }, { verbatim: `${secret.username}\n${password}` });
    });
}
