import { Command } from "commander";
import { type ApiOptions, withApiOptions } from "../../api/endpoint";
import { confirm } from "../../shared/confirm";
import type { CommandContext } from "../../shared/context";
import { openApi, requireUsername } from "../../logins/open";

export function credentialRemoveCommand(context: CommandContext): Command {
  return withApiOptions(new Command("remove"))
    .description("remove a login and its record permanently")
    .argument("<username>")
    .option("--yes", "do not ask for confirmation")
    .action(async (name: string, options: ApiOptions & { yes?: boolean }) => {
      requireUsername(name);
      const { credentials } = await openApi(options);
      await credentials.show(name); // an error before the question, if there is none
      await confirm(context, `Remove ${JSON.stringify(name)} and its login`, options.yes);
      await credentials.remove(name);
      context.result(
        { name, removed: true },
        `${JSON.stringify(name)} is removed; its login stops within seconds.`,
      );
    });
}
