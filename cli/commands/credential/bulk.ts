import { readFile } from "node:fs/promises";
import { extname } from "node:path";
import { Command } from "commander";
import type { Credentials } from "../../api/credentials";
import { type ApiOptions, withApiOptions } from "../../api/endpoint";
import { changeText } from "../../bulk/changes-text";
import { entriesText, type Format, parseEntries, type PlannedChange, planOf } from "../../bulk/entries";
import { CommandError, type CommandContext, UsageError } from "../../shared/context";
import { table } from "../../shared/table";
import { openApi } from "../../logins/open";

const FORMATS: Readonly<Record<string, Format>> = { ".csv": "csv", ".yaml": "yaml", ".yml": "yaml" };

export function credentialApplyCommand(context: CommandContext): Command {
  return withApiOptions(new Command("apply"))
    .description("create and change many logins at once; those that are not in the file stay as they are")
    .requiredOption("-f, --file <file>", "a list of logins, CSV or YAML, such as export prints")
    .option("--dry-run", "only show what would change")
    .addHelpText("after", "\nExample: ses-smtp credential apply --file people.csv --dry-run")
    .action(async ({ file, dryRun, ...options }: ApiOptions & { file: string; dryRun?: true }) => {
      const { entries, problems } = parseEntries(await readText(file), formatOf(file));
      if (problems.length > 0) throw new UsageError("--file", JSON.stringify(file), problems.join("; "));
      const { credentials } = await openApi(options);
      const plan = planOf(entries, await credentials.list());
      const impossible = plan.filter(({ problem }) => problem !== undefined);
      if (impossible.length > 0)
        throw new UsageError(
          "--file",
          JSON.stringify(file),
          impossible.map(({ name, problem }) => `${JSON.stringify(name)}: ${problem}`).join("; "),
        );
      const failed = dryRun ? new Map<string, string>() : await carryOut(credentials, plan, context);
      context.result(
        { dryRun: dryRun === true, changes: plan },
        planText(plan, dryRun === true, failed, context.columns),
      );
      const reasons = [...failed].map(([name, problem]) => `${JSON.stringify(name)}: ${problem}`);
      if (failed.size > 0)
        throw new CommandError(`${failed.size} of ${plan.length} failed: ${reasons.join("; ")}.`);
    });
}

export function credentialExportCommand(context: CommandContext): Command {
  return withApiOptions(new Command("export"))
    .description("print the settings of every login, as a file for apply")
    .option("--format <format>", "csv or yaml", "yaml")
    .action(async ({ format, ...options }: ApiOptions & { format: string }) => {
      if (format !== "csv" && format !== "yaml")
        throw new UsageError("--format", `${JSON.stringify(format)} is unknown`, "use csv or yaml");
      const { credentials } = await openApi(options);
      const all = await credentials.list();
      context.result({ credentials: all }, { verbatim: entriesText(all, format).trimEnd() });
    });
}

function formatOf(file: string): Format {
  const format = FORMATS[extname(file).toLowerCase()];
  if (format !== undefined) return format;
  throw new UsageError(
    "--file",
    `${JSON.stringify(file)} is neither CSV nor YAML`,
    "name it .csv, .yaml or .yml",
  );
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError(
      "--file",
      `${JSON.stringify(file)} cannot be read (${code ?? "unknown"})`,
      "name another file",
    );
  }
}

/**
 * Carries out one change at a time, to stay below the API's throttle. @returns the reason for each that failed; the
 * others are carried out
 */
async function carryOut(
  credentials: Credentials,
  plan: readonly PlannedChange[],
  { stderr }: CommandContext,
): Promise<Map<string, string>> {
  const failed = new Map<string, string>();
  for (const change of plan) {
    if (change.action === "none") continue;
    const problem = await carryOutOne(credentials, change).catch((error: unknown) => {
      if (error instanceof CommandError) return error.message.replace(/\.$/, "");
      throw error;
    });
    stderr.write(`${change.name}: ${problem === undefined ? change.action : "failed"}\n`);
    if (problem !== undefined) failed.set(change.name, problem);
  }
  return failed;
}

/** @returns why the change failed; undefined if it succeeded */
async function carryOutOne(
  credentials: Credentials,
  { name, action, fields }: PlannedChange,
): Promise<string | undefined> {
  if (action === "create") {
    const created = await credentials.create(name, fields);
    return created === undefined ? "somebody else created it meanwhile" : undefined;
  }
  const changed = await credentials.patch(name, fields, "*");
  return changed === undefined ? "somebody else removed it meanwhile" : undefined;
}

function planText(
  plan: readonly PlannedChange[],
  dryRun: boolean,
  failed: ReadonlyMap<string, string>,
  columns: number | undefined,
): string {
  const changes = plan.filter(({ action }) => action !== "none");
  if (changes.length === 0) return "Nothing to change.";
  const rows = changes.map(change => [
    change.name,
    failed.has(change.name) ? "failed" : change.action,
    changeText(change),
  ]);
  return table(["NAME", dryRun ? "PLANNED" : "DONE", "CHANGES"], rows, columns);
}
