import { Command } from "commander";
import { decryptPassword } from "../../api/decrypt";
import { type ApiOptions, withApiOptions } from "../../api/endpoint";
import type { CommandContext } from "../../shared/context";
import { openApi, requireUsername } from "./open";
import { warnIfRejected } from "./rejected";

export function credentialSecretCommand(context: CommandContext): Command {
  return withApiOptions(new Command("secret"))
    .description("print a login's SMTP user name and password, decrypted with your own permission")
    .argument("<username>")
    .action(async (name: string, options: ApiOptions) => {
      requireUsername(name);
      const { api, credentials } = await openApi(options);
      const secret = await credentials.secret(name);
      const password = await decryptPassword(secret, api.endpoint.region);
      warnIfRejected(context, secret);
      context.result({ ...secret, password }, { verbatim: `${secret.username}\n${password}` });
    });
}
