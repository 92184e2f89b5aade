import { Command } from "commander";
import { visible } from "../../../mailer/errors/visible";
import type { Credential } from "../../api/credentials";
import { isCarriedOut, isStopped } from "../../api/credential-state";
import { type ApiOptions, withApiOptions } from "../../api/endpoint";
import { changeSettings, hasEnded, settingsPatch } from "../../logins/settings";
import { type CommandContext, UsageError } from "../../shared/context";
import { type InputOptions, withInputOptions } from "./input-options";
import { openApi, requireUsername } from "../../logins/open";
import { credentialText } from "./show";
import { timeoutMs, type WaitOptions, waitUntil, withWaitOptions } from "./wait";

export function credentialSetCommand(context: CommandContext): Command {
  const command = new Command("set")
    .description(
      "change a login's description, owner, mailbox, end or rotation; an empty value removes a setting",
    )
    .argument("<username>");
  return withApiOptions(withWaitOptions(withInputOptions(command), "the change is in effect")).action(
    async (name: string, options: ApiOptions & WaitOptions & InputOptions) => {
      requireUsername(name);
      timeoutMs(options);
      const patch = settingsPatch(options);
      if (Object.keys(patch).length === 0)
        throw new UsageError(
          "credential set",
          "Nothing to change",
          "set an option (npx ses-smtp credential set --help)",
        );
      const { credentials } = await openApi(options);
      const before = options.wait ? (await credentials.show(name)).credential : undefined;
      const changed = await changeSettings(credentials, name, patch);
      if (patch.validUntil !== undefined) adviseOnEnd(context, changed);
      const shown =
        before !== undefined && concernsManager(before, changed)
          ? await waitUntil(context, credentials, name, isInEffect, options)
          : changed;
      context.result({ ...shown }, credentialText(shown));
    },
  );
}

/** The manager carries out changes of these; it does not write the record if only the description changes. */
const MANAGED = ["ownerEmail", "mailbox", "validUntil", "rotationDays", "rotationGraceDays"] as const;

function concernsManager(before: Credential, changed: Credential): boolean {
  return MANAGED.some(field => before[field] !== changed[field]);
}

function isInEffect(credential: Credential): boolean {
  return hasEnded(credential) ? isStopped(credential) : isCarriedOut(credential);
}

/** A new end stops a login that works, but does not bring back one that has ended. */
function adviseOnEnd({ stderr }: CommandContext, credential: Credential): void {
  const { name, status, validUntil = "" } = credential;
  const quoted = JSON.stringify(name);
  if (hasEnded(credential))
    stderr.write(`${quoted} stops now: its end, ${visible(validUntil)}, has passed.\n`);
  else if (status === "disabled")
    stderr.write(`${quoted} stays disabled: turn it on with \`ses-smtp credential enable ${name}\`.\n`);
}
