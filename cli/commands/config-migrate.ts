import { Command } from "commander";
import type { ChangeReport, ConfigStore } from "../../mailer/store";
import { type CommandContext, UsageError } from "../context";
import {
  mendWithSet,
  openStore,
  readSmtpPassword,
  requireKey,
  type StoreOptions,
  withReadableErrors,
  withStoreOptions,
} from "./config-access";

interface MigrateOptions extends StoreOptions {
  username?: string;
  dryRun?: true;
  undo?: true;
  forget?: true;
}

export function configMigrateCommand(context: CommandContext): Command {
  return withStoreOptions(new Command("migrate"))
    .description(
      "make a configuration for the SES API one for SMTP, changing nothing but its login; without a name, say which need it",
    )
    .argument("[name]")
    .option("--username <name>", "the SMTP user name (AKIA…); the password comes on stdin")
    .option("--dry-run", "say what would change, and change nothing")
    .option("--undo", "take a migration back")
    .option("--forget", "delete what --undo needs, the old access key among it")
    .addHelpText("after", "\nExample: ses-smtp config migrate app --username AKIA… < password.txt")
    .action(async (name: string | undefined, options: MigrateOptions) => {
      if (options.undo && options.forget)
        throw new UsageError("--forget: give --undo or --forget, not both.");
      const store = openStore(options);
      if (name === undefined) return pending(context, store, options);
      const report = await withReadableErrors(options, () => run(context, store, name, options), mendWithSet(name));
      const dryRun = options.dryRun ?? false;
      context.result({ ...report, dryRun }, describe(report, dryRun));
    });
}

async function pending(context: CommandContext, store: ConfigStore, options: StoreOptions): Promise<void> {
  const configs = await withReadableErrors(options, () => store.list());
  const names = configs.filter(({ state }) => state === "credentials_needed").map(({ name }) => name);
  context.result(
    { pending: names },
    names.length === 0 ? "No configuration needs SMTP credentials." : names.join("\n"),
  );
}

async function run(
  context: CommandContext,
  store: ConfigStore,
  name: string,
  options: MigrateOptions,
): Promise<ChangeReport> {
  const { dryRun = false, username } = options;
  if (options.undo) return store.undoMigration(name, { dryRun });
  if (options.forget) return store.forgetMigration(name, { dryRun });
  if (username === undefined) {
    // Nothing to do is no fault, whatever is missing for doing it.
    const { state, migrated, credential } = await store.describe(name);
    if (state === "ready" || migrated || credential !== undefined)
      return { name, changed: false, set: [], removed: [] };
    throw new UsageError("--username: give the SMTP user name, and its password on stdin.");
  }
  if (dryRun) return store.migrate(name, { username, password: "" }, { dryRun });
  requireKey(options);
  const password = await readSmtpPassword(context);
  return store.migrate(name, { username, password });
}

function describe({ name, changed, set, removed }: ChangeReport, dryRun: boolean): string {
  if (!changed) return `Configuration "${name}": nothing to do.`;
  const verb = dryRun ? "would change" : "changed";
  return `Configuration "${name}" ${verb}: set ${set.join(", ") || "nothing"}; removed ${removed.join(", ") || "nothing"}.`;
}
