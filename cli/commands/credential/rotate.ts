import { Command } from "commander";
import { visible } from "../../../mailer/errors/visible";
import { type ApiOptions, withApiOptions } from "../../api/endpoint";
import { isRotated } from "../../api/credential-state";
import type { Credential } from "../../api/credentials";
import { CommandError, type CommandContext } from "../../shared/context";
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
      const timeout = timeoutMs(options);
      if (compromised) {
        const what = `Stop the login ${JSON.stringify(name)} at once, and everything that sends with it`;
        await confirm(context, what, options.yes);
      }
      const { credentials } = await openApi(options);
      if (!compromised) requireRotatable((await credentials.show(name)).credential);
      const asked = await credentials.act(name, "rotate", compromised ? { compromised } : undefined);
      const waitsFor = compromised ? undefined : graceOf(asked);
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

/** The manager refuses these too, but only after a while. @throws CommandError */
function requireRotatable({ name, status }: Credential): void {
  if (status !== "disabled" && status !== "failed") return;
  const remedy =
    status === "disabled"
      ? `turn it on first with \`ses-smtp credential enable ${name}\``
      : `correct first what \`ses-smtp credential show ${name}\` names`;
  throw new CommandError(
    `${JSON.stringify(name)} is ${status}, so it gets no new password: ${remedy}. If the password was stolen, use --compromised.`,
  );
}

/** Until when a login that an earlier rotation replaced works: a login has at most one predecessor. */
function graceOf({ previousUntil }: Credential): string | undefined {
  return previousUntil !== undefined && Date.parse(previousUntil) > Date.now() ? previousUntil : undefined;
}

function afterGrace(name: string, until: string): string {
  return visible(
    `${JSON.stringify(name)}: the rotation is requested. The login before the current one still works until ${until}; ` +
      "the new password is created after that. To replace it now, use --compromised, which stops both.",
  );
}

function requested(name: string, compromised: boolean): string {
  const old = compromised ? "the old one stops at once" : "the old one keeps working for the grace period";
  return `${JSON.stringify(name)}: a new password is requested; ${old}. Within minutes, \`ses-smtp credential sheet ${name}\` prints the new one; --wait waits for it.`;
}

/** A compromised login that was not on is only removed. */
function isReplaced({ status, compromisedFor, compromisedAt }: Credential): boolean {
  return compromisedFor === compromisedAt && status !== "pending";
}
