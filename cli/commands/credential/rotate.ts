import { Command } from "commander";
import { type ApiOptions, withApiOptions } from "../../api/endpoint";
import type { Credential } from "../../api/credentials";
import type { CommandContext } from "../../shared/context";
import { confirm } from "../../shared/confirm";
import { openApi, requireUsername } from "./open";
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
      timeoutMs(options);
      if (compromised) {
        const what = `Stop the login ${JSON.stringify(name)} at once, and everything that sends with it`;
        await confirm(context, what, options.yes);
      }
      const { credentials } = await openApi(options);
      const asked = await credentials.act(name, "rotate", compromised ? { compromised } : undefined);
      const shown = options.wait
        ? await waitUntil(context, credentials, name, now => isRotated(now, compromised), options)
        : asked;
      context.result({ ...shown }, credentialText(shown));
    },
  );
}

/** The manager copies the request that it has carried out. */
function isRotated(now: Credential, compromised: boolean): boolean {
  const isDone = compromised
    ? now.compromisedFor === now.compromisedAt
    : now.rotatedFor === now.rotateRequestedAt;
  return isDone && now.status === "active";
}
