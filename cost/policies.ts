import { readFileSync } from "node:fs";
import * as path from "node:path";
import { parseArgs } from "node:util";
import { createPolicies, loadOptions } from "../policy-pack/policies";
import { analyzeProgram, type Diagnostic, mandatory } from "./analyzer";
import { capture, SettingsError } from "./capture";
import { readConfig, UsageError } from "./config";
import { stackFilePairs } from "./stack-file";

const USAGE = `npm run policies [-- options]: judges the program with the policy pack, without AWS or the Pulumi CLI
  --program DIR       another checkout's infra/ folder; this checkout's pack judges it
  --stack-file FILE   the settings of a stack, such as Pulumi.prod.yaml
  --config K=V        a setting with its namespace, which wins over the file's; may be repeated
Exits 0 if the pack rejects nothing, 1 if it does or the program fails, 2 on a usage error or invalid settings.`;

const INFRA = path.resolve(__dirname, "../infra");

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      program: { type: "string" },
      "stack-file": { type: "string" },
      config: { type: "string", multiple: true },
      help: { type: "boolean" },
    },
  });
  if (values.help === true) {
    console.log(USAGE);
    return 0;
  }
  const directory = path.resolve(values.program ?? INFRA);
  const file = values["stack-file"];
  const pairs = file === undefined ? [] : stackFilePairs(read(file), file);
  const rejected = await judge(directory, readConfig([...pairs, ...(values.config ?? [])]));
  for (const { policy, message, urn } of rejected) console.log(`${nameIn(urn)}: ${policy}: ${message}`);
  console.log(rejected.length === 0 ? "The policy pack rejects nothing." : `${rejected.length} rejected`);
  return rejected.length === 0 ? 0 : 1;
}

/** As an update would see it, and as the first preview of a new stack would. Each violation once. */
async function judge(directory: string, config: Readonly<Record<string, string>>): Promise<Diagnostic[]> {
  const policies = createPolicies(loadOptions(new Date().toISOString().slice(0, 10)));
  const found = new Map<string, Diagnostic>();
  for (const preview of [false, true])
    for (const each of mandatory(
      await analyzeProgram(policies, await capture({ directory, config, preview })),
    ))
      found.set(JSON.stringify(each), each);
  return [...found.values()];
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new UsageError(`--stack-file ${file}: cannot be read (${(error as Error).message})`);
  }
}

/** `aws:sns/topic:Topic smtp-alerts` of a URN. */
function nameIn(urn: string): string {
  return (urn.split("$").at(-1) ?? urn).split("::").slice(-2).join(" ");
}

/** Usage and settings errors are printed as a message, without a stack trace. */
function exitCodeOf(thrown: unknown): number {
  const isUsage =
    thrown instanceof UsageError || (thrown as NodeJS.ErrnoException).code?.startsWith("ERR_PARSE_ARGS");
  console.error(thrown instanceof Error ? thrown.message : thrown);
  if (isUsage) console.error(USAGE);
  return isUsage || thrown instanceof SettingsError ? 2 : 1;
}

void main()
  .catch(exitCodeOf)
  .then(code => {
    process.exitCode = code;
  });
