import { Command } from "commander";
import type { ConfigStore } from "../../mailer/store";
import { migrateConfiguration, type MigrateOptions, migrationText } from "../configurations/migrate";
import { fixWithSet, openStore, type StoreOptions, withReadableErrors } from "../configurations/store";
import { type CommandContext, UsageError } from "../shared/context";
import { readSmtpPassword, withStoreOptions } from "./config-access";

export function configMigrateCommand(context: CommandContext): Command {
  return withStoreOptions(new Command("migrate"))
    .description(
      "convert an SES API configuration to SMTP, changing only its login; without a name, list those that need it",
    )
    .argument("[name]")
    .option("--username <name>", "the SMTP user name (AKIA…); the password is read from stdin")
    .option("--dry-run", "show what would change without changing it")
    .option("--undo", "revert a migration")
    .option("--forget", "delete the backup for --undo, including the old access key")
    .addHelpText("after", "\nExample: ses-smtp config migrate app --username AKIA… < password.txt")
    .action(async (name: string | undefined, options: MigrateOptions) => {
      if (options.undo && options.forget)
        throw new UsageError("--forget", "conflicts with --undo", "use one of them");
      const store = openStore(options);
      if (name === undefined) return pending(context, store, options);
      const report = await withReadableErrors(
        options,
        () => migrateConfiguration(store, name, options, () => readSmtpPassword(context)),
        fixWithSet(name),
      );
      const dryRun = options.dryRun ?? false;
      context.result({ ...report, dryRun }, migrationText(report, dryRun));
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
