import { Command } from "commander";
import { visible } from "../../../mailer/errors/visible";
import type { Credential } from "../../api/credentials";
import { isCarriedOut, isStopped } from "../../api/credential-state";
import { type ApiOptions, withApiOptions } from "../../api/endpoint";
import { CommandError, type CommandContext, UsageError } from "../../shared/context";
import { type InputOptions, inputsOf, withInputOptions } from "./input-options";
import { openApi, requireUsername } from "./open";
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
      const removed = Object.entries(options).filter(
        ([option, value]) => value === "" && SETTABLE.has(option),
      );
      const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== ""));
      const inputs = { ...inputsOf(given), ...Object.fromEntries(removed.map(([option]) => [option, null])) };
      if (Object.keys(inputs).length === 0)
        throw new UsageError(
          "credential set",
          "Nothing to change",
          "set an option (npx ses-smtp credential set --help)",
        );
      const { credentials } = await openApi(options);
      const before = options.wait ? (await credentials.show(name)).credential : undefined;
      const changed = await credentials.patch(name, inputs, "*");
      if (changed === undefined)
        throw new CommandError(
          `There is no credential ${JSON.stringify(name)}: list them with \`ses-smtp credential list\`, or create it with \`ses-smtp credential add\`.`,
        );
      if (inputs.validUntil !== undefined) adviseOnEnd(context, changed);
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

function hasEnded({ validUntil }: Credential): boolean {
  return validUntil !== undefined && Date.parse(validUntil) <= Date.now();
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

const SETTABLE = new Set([
  "description",
  "ownerEmail",
  "mailbox",
  "validUntil",
  "rotationDays",
  "rotationGraceDays",
]);
