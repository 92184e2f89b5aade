import { Command } from "commander";
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
          "set an option (ses-smtp credential set --help)",
        );
      const { credentials } = await openApi(options);
      const changed = await credentials.patch(name, inputs, "*");
      if (changed === undefined)
        throw new CommandError(
          `There is no credential ${JSON.stringify(name)}: create it with \`ses-smtp credential add\`.`,
        );
      context.result({ ...changed }, credentialText(changed));
    },
  );
}

const SETTABLE = new Set(["description", "ownerEmail", "validUntil", "rotationDays", "rotationGraceDays"]);
