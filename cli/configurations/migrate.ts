import { visible } from "../../mailer/errors/visible";
import type { ChangeReport, ConfigStore } from "../../mailer/store";
import { CommandError, UsageError } from "../shared/context";
import { fixWithSet, requireKey, requireSesUsername, type StoreOptions } from "./store";

export interface MigrateOptions extends StoreOptions {
  username?: string;
  dryRun?: true;
  undo?: true;
  forget?: true;
}

/**
 * Converts an SES API configuration to SMTP, or undoes or forgets that.
 *
 * @param readPassword asked only where one is needed
 * @throws UsageError, CommandError, or as {@link ConfigStore.migrate}
 */
export async function migrateConfiguration(
  store: ConfigStore,
  name: string,
  options: MigrateOptions,
  readPassword: () => Promise<string>,
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
  const password = dryRun ? "" : await readPassword();
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

export function migrationText({ name, changed, set, removed }: ChangeReport, dryRun: boolean): string {
  if (!changed) return `Configuration "${name}": nothing to do.`;
  const verb = dryRun ? "would change" : "changed";
  return `Configuration "${name}" ${verb}: set ${set.join(", ") || "nothing"}; removed ${removed.join(", ") || "nothing"}.`;
}
