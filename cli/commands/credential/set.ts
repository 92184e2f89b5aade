import { Command } from "commander";
import { visible } from "../../../mailer/errors/visible";
import type { Credential } from "../../api/credentials";
import { type ApiOptions, withApiOptions } from "../../api/endpoint";
import { CommandError, type CommandContext, UsageError } from "../../shared/context";
import { type InputOptions, inputsOf, withInputOptions } from "./input-options";
import { openApi, requireUsername } from "./open";
import { credentialText } from "./show";

export function credentialSetCommand(context: CommandContext): Command {
  const command = new Command("set")
    .description("change a login's description, owner, end or rotation; an empty value removes a setting")
    .argument("<username>");
  return withApiOptions(withInputOptions(command)).action(
    async (name: string, options: ApiOptions & InputOptions) => {
      requireUsername(name);
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
      const changed = await credentials.patch(name, inputs, "*");
      if (changed === undefined)
        throw new CommandError(
          `There is no credential ${JSON.stringify(name)}: list them with \`ses-smtp credential list\`, or create it with \`ses-smtp credential add\`.`,
        );
      if (inputs.validUntil !== undefined) adviseOnEnd(context, changed);
      context.result({ ...changed }, credentialText(changed));
    },
  );
}

/** A new end stops a login that works, but does not bring back one that has ended. */
function adviseOnEnd({ stderr }: CommandContext, { name, status, validUntil }: Credential): void {
  const quoted = JSON.stringify(name);
  const hasPassed = validUntil !== undefined && Date.parse(validUntil) <= Date.now();
  if (hasPassed) stderr.write(`${quoted} stops now: its end, ${visible(validUntil)}, has passed.\n`);
  else if (status === "disabled")
    stderr.write(`${quoted} stays disabled: turn it on with \`ses-smtp credential enable ${name}\`.\n`);
}

const SETTABLE = new Set(["description", "ownerEmail", "validUntil", "rotationDays", "rotationGraceDays"]);
