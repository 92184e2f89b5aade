import { existsSync } from "node:fs";
import * as path from "node:path";
import { parseArgs } from "node:util";
import { loadData } from "../policy-pack/rules";
import { capture, SettingsError } from "./capture";
import { readConfig, UsageError } from "./config";
import { formatReport } from "../policy-pack/report/format";
import { isZero } from "../policy-pack/report/item";
import { costReport } from "../policy-pack/report/report";
import { stackResources } from "./stack-resources";

const USAGE = `npm run cost [-- options]: what the stack costs per month while idle
  --json            the report as JSON
  --entry FILE      another program, relative to infra/
  --config K=V      a setting with its namespace, such as ses-smtp:identity=existing; may be repeated
Exits 0 if the cost is zero, 1 if it is more or unknown, 2 on a usage error or invalid settings.`;

const INFRA = path.resolve(__dirname, "../infra");

/** Exits 1 unless the program costs nothing. */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      json: { type: "boolean" },
      entry: { type: "string" },
      config: { type: "string", multiple: true },
      help: { type: "boolean" },
    },
  });
  if (values.help === true) {
    console.log(USAGE);
    return 0;
  }
  const { entry = "index.ts" } = values;
  if (!existsSync(path.resolve(INFRA, entry)))
    throw new UsageError(`--entry ${entry}: no such file in ${path.basename(INFRA)}/`);
  const config = readConfig(values.config ?? []);
  const registrations = await capture({ directory: INFRA, entry, config });
  const report = costReport(stackResources(registrations), loadData());
  console.log(values.json === true ? JSON.stringify(report, null, 2) : formatReport(report));
  return isZero(report) ? 0 : 1;
}

/** Usage and settings errors are printed as a message, without a stack trace. */
function exitCodeOf(thrown: unknown): number {
  if (thrown instanceof UsageError || isParseError(thrown)) {
    console.error(`${thrown.message}\n${USAGE}`);
    return 2;
  }
  console.error(thrown instanceof Error ? thrown.message : thrown);
  return thrown instanceof SettingsError ? 2 : 1;
}

function isParseError(thrown: unknown): thrown is TypeError {
  return thrown instanceof TypeError && "code" in thrown && String(thrown.code).startsWith("ERR_PARSE_ARGS");
}

void main()
  .catch(exitCodeOf)
  .then(code => {
    process.exitCode = code;
  });
