import { Command } from "commander";
import { visible } from "../../mailer/errors/visible";
import type { ChangeReport, ConfigStore } from "../../mailer/store";
import { CommandError, type CommandContext, UsageError } from "../shared/context";
import {
  fixWithSet,
  openStore,
  readSmtpPassword,
  requireKey,
  requireSesUsername,
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
        () => run(context, store, name, options),
        fixWithSet(name),
      );
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
    // Having nothing to do is not an error, whatever options are missing.
    const { state, migrated, credential } = await store.describe(name);
    if (state === "ready" || migrated || credential !== undefined)
      return { name, changed: false, set: [], removed: [] };
    throw new UsageError("--username", "missing", "set the SMTP user name, and pipe its password to stdin");
  }
  requireSesUsername(username);
  if (!dryRun) requireKey(options);
  const password = dryRun ? "" : await readSmtpPassword(context);
  const report = await store.migrate(name, { username, password }, { dryRun });
  if (!report.changed) await requireNotInvalid(store, name);
  return report;
}

/** A migration leaves alone what is not for the SES API; that is not to say that such a configuration works. */
async function requireNotInvalid(store: ConfigStore, name: string): Promise<void> {
  const { state, problems } = await store.describe(name);
  if (state !== "invalid") return;
  throw new CommandError(
    visible(
      `Configuration "${name}" has nothing to migrate, but is invalid: ${problems.join("; ")}.${fixWithSet(name)}`,
    ),
  );
}

function describe({ name, changed, set, removed }: ChangeReport, dryRun: boolean): string {
  if (!changed) return `Configuration "${name}": nothing to do.`;
  const verb = dryRun ? "would change" : "changed";
  return `Configuration "${name}" ${verb}: set ${set.join(", ") || "nothing"}; removed ${removed.join(", ") || "nothing"}.`;
}
