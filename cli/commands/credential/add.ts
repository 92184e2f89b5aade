import { Command } from "commander";
import { MayNotDecrypt } from "../../api/decrypt";
import { type ApiOptions, withApiOptions } from "../../api/endpoint";
import { addLogin, requireNewLogin } from "../../logins/add";
import { inputsOf } from "../../logins/settings";
import { loginSheet } from "../../logins/sheet";
import type { CommandContext } from "../../shared/context";
import { sheetText } from "../../sheet/text";
import { type InputOptions, withInputOptions } from "./input-options";
import { collectAfter } from "./collect-after";
import { type OpenApi, openApi } from "../../logins/open";
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
      const login = { name, from: options.from ?? [], inputs: inputsOf(options) };
      requireNewLogin(login);
      timeoutMs(options);
      const open = await openApi(options);
      const created = await addLogin(open.credentials, login);
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
  open: OpenApi,
  name: string,
  options: WaitOptions,
): Promise<void> {
  const active = await waitUntil(
    context,
    open.credentials,
    name,
    ({ status }) => status === "active",
    options,
  );
  try {
    const { secret, sheet } = await loginSheet(open, name);
    context.result(
      { ...secret, password: sheet.password, smtpUrl: sheet.smtpUrl },
      sheetText(sheet, context.columns),
    );
  } catch (error) {
    if (!(error instanceof MayNotDecrypt)) throw error;
    context.stderr.write(`${error.message}\n`);
    context.result({ ...active }, credentialText(active));
  }
}
