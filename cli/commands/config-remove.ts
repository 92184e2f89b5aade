import { Command } from "commander";
import { confirm } from "../shared/confirm";
import type { CommandContext } from "../shared/context";
import { openStore, type StoreOptions, withReadableErrors } from "../configurations/store";
import { withStoreOptions } from "./config-access";

export function configRemoveCommand(context: CommandContext): Command {
  return withStoreOptions(new Command("remove"))
    .description("remove a configuration and its stored password permanently")
    .argument("<name>")
    .option("--yes", "do not ask for confirmation")
    .action(async (name: string, options: StoreOptions & { yes?: true }) => {
      const store = openStore(options);
      const { credential } = await withReadableErrors(options, () => store.describe(name)); // before the question
      const what =
        credential === undefined ? "its stored password" : `not its credential ${JSON.stringify(credential)}`;
      await confirm(context, `Remove the configuration ${JSON.stringify(name)} and ${what}`, options.yes);
      await withReadableErrors(options, () => store.remove(name));
      context.result({ name, removed: true }, `Configuration ${JSON.stringify(name)} is removed.`);
    });
}
