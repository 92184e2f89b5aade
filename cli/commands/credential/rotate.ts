import { Command } from "commander";
import { type ApiOptions, withApiOptions } from "../../api/endpoint";
import { isRotated } from "../../api/credential-state";
import { afterGrace, isReplaced, requestRotation } from "../../logins/rotation";
import { CommandError, type CommandContext } from "../../shared/context";
import { confirm } from "../../shared/confirm";
import { openApi, requireUsername } from "../../logins/open";
import { credentialText } from "./show";
import { timeoutMs, type WaitOptions, waitUntil, withWaitOptions } from "./wait";

interface RotateOptions extends ApiOptions, WaitOptions {
  compromised?: boolean;
  yes?: boolean;
}

export function credentialRotateCommand(context: CommandContext): Command {
  const command = new Command("rotate")
    .description("request a new password; the old one keeps working for a grace period")
    .argument("<username>")
    .option("--compromised", "the password was stolen: stop the login at once, and create a new one")
    .option("--yes", "with --compromised: do not ask for confirmation");
  return withApiOptions(withWaitOptions(command, "the new password works")).action(
    async (name: string, options: RotateOptions) => {
      const { compromised = false } = options;
      requireUsername(name);
      const timeout = timeoutMs(options);
      if (compromised) {
        const what = `Stop the login ${JSON.stringify(name)} at once, and everything that sends with it`;
        await confirm(context, what, options.yes);
      }
      const { credentials } = await openApi(options);
      const { credential: asked, waitsFor } = await requestRotation(credentials, name, compromised);
      const isLong = waitsFor !== undefined && Date.parse(waitsFor) > Date.now() + timeout;
      if (options.wait && isLong)
        throw new CommandError(`${afterGrace(name, waitsFor)} So --wait ends here.`);
      if (waitsFor !== undefined) context.stderr.write(`${afterGrace(name, waitsFor)}\n`);
      else if (!options.wait) context.stderr.write(`${requested(name, compromised)}\n`);
      const shown = options.wait
        ? await waitUntil(context, credentials, name, compromised ? isReplaced : isRotated, options)
        : asked;
      context.result({ ...shown }, credentialText(shown));
    },
  );
}

function requested(name: string, compromised: boolean): string {
  const old = compromised ? "the old one stops at once" : "the old one keeps working for the grace period";
  return `${JSON.stringify(name)}: a new password is requested; ${old}. Within minutes, \`ses-smtp credential sheet ${name}\` prints the new one; --wait waits for it.`;
}
