import { Command } from "commander";
import { visible } from "../../mailer/errors/visible";
import type { ConfigSummary } from "../../mailer/store";
import type { CommandContext } from "../shared/context";
import { table } from "../shared/table";
import { openStore, type StoreOptions, withReadableErrors } from "../configurations/store";
import { withStoreOptions } from "./config-access";

export function configListCommand(context: CommandContext): Command {
  return withStoreOptions(new Command("list"))
    .description("list the configurations and whether they are ready to send")
    .action(async (options: StoreOptions) => {
      const configs = await withReadableErrors(options, async () => openStore(options).list());
      context.result(
        { configs },
        configs.length === 0 ? "No configurations." : listText(configs, context.columns),
      );
    });
}

function listText(configs: readonly ConfigSummary[], columns: number | undefined): string {
  return table(
    ["NAME", "PROVIDER", "STATE", "FROM"],
    configs.map(({ name, provider, state, from }) => [name, provider, state, from]),
    columns,
  );
}

export function configShowCommand(context: CommandContext): Command {
  return withStoreOptions(new Command("show"))
    .description("show one configuration; passwords are never shown")
    .argument("<name>")
    .action(async (name: string, options: StoreOptions) => {
      const summary = await withReadableErrors(options, async () => openStore(options).describe(name));
      context.result({ ...summary }, describe(summary));
    });
}

function describe({ problems, ...fields }: ConfigSummary): string {
  const lines = Object.entries(fields).map(([key, value]) => `${key}: ${visible(String(value))}`);
  return [...lines, ...problems.map(problem => `problem: ${visible(problem)}`)].join("\n");
}
