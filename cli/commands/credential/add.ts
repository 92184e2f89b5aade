import { Command } from "commander";
import { decryptPassword, MayNotDecrypt } from "../../api/decrypt";
import { type ApiOptions, withApiOptions } from "../../api/endpoint";
import { CommandError, type CommandContext, UsageError } from "../../shared/context";
import { sheetOf } from "../../sheet/sheet";
import { sheetText } from "../../sheet/text";
import { type InputOptions, inputsOf, withInputOptions } from "./input-options";
import { collectAfter, type OpenApi, openApi, requireUsername } from "./open";
import { credentialText } from "./show";
import { timeoutMs, type WaitOptions, waitUntil, withWaitOptions } from "./wait";

interface AddOptions extends ApiOptions, WaitOptions, InputOptions {
  from?: string[];
}

export function credentialAddCommand(context: CommandContext): Command {
  const command = new Command("add")
    .description("create a login; with --wait, print a sheet for setting up a mail client")
    .argument("<username>", "the login's name")
    .option(
      "--from <address>",
      "an address or a pattern such as *@example.com; can be repeated, and left out with --mailbox",
      collectAfter("--from"),
    )
    .addHelpText("after", "\nExample: ses-smtp credential add jane --from jane@example.com --wait");
  return withApiOptions(withWaitOptions(withInputOptions(command), "the login works")).action(
    async (name: string, options: AddOptions) => {
      requireUsername(name);
      timeoutMs(options);
      const { from } = options;
      if (from === undefined && !options.mailbox)
        throw new UsageError("--from", "missing", "name an address, or the login's --mailbox");
      const inputs = { ...(from && { allowedFromAddresses: from }), ...inputsOf(options) };
      const open = await openApi(options);
      const created = await open.credentials.create(name, inputs);
      if (created === undefined) {
        throw new CommandError(
          `${JSON.stringify(name)} already exists: change it with \`ses-smtp credential allow\`, or use another username.`,
        );
      }
      if (options.wait) return printLogin(context, open, name, options);
      context.result(
        { ...created },
        `${credentialText(created)}\n\nThe login works in about 20 seconds; --wait waits for it.`,
      );
    },
  );
}

async function printLogin(
  context: CommandContext,
  { api, credentials }: OpenApi,
  name: string,
  options: WaitOptions,
): Promise<void> {
  const active = await waitUntil(context, credentials, name, ({ status }) => status === "active", options);
  try {
    const secret = await credentials.secret(name);
    const password = await decryptPassword(secret, api.endpoint.region);
    const sheet = sheetOf(secret, password, api.endpoint.smtp);
    context.result({ ...secret, password, smtpUrl: sheet.smtpUrl }, sheetText(sheet, context.columns));
  } catch (error) {
    if (!(error instanceof MayNotDecrypt)) throw error;
    context.stderr.write(`${error.message}\n`);
    context.result({ ...active }, credentialText(active));
  }
}
