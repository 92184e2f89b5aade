import * as path from "node:path";
import { parseArgs } from "node:util";
import { loadData } from "../rules";
import { capture } from "./capture";
import { formatReport } from "./format";
import { isZero } from "./item";
import { costReport } from "./report";
import { stackResources } from "./stack-resources";

/** What the program needs to be evaluated; no figure of the report depends on these values. */
const CONFIG = {
  "aws:region": "eu-central-1",
  "ses-smtp:domains": '["company.com"]',
  "ses-smtp:kmsKeyArn": "arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab",
};

const USAGE = `npm run cost [-- options]: what the stack costs a month while nothing happens
  --json            the report as JSON
  --entry FILE      another program, relative to infra/
  --config K=V      a setting, such as ses-smtp:identity=existing; may be repeated
Exits 0 at zero, 1 above it or where a price is not known, 2 on misuse.`;

/** Exits 1 unless the program stands at zero. */
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
  const pairs = values.config ?? [];
  const unfinished = pairs.find(pair => !/^[^=]+=/.test(pair));
  if (unfinished !== undefined) {
    console.error(
      `--config ${unfinished}: write a key and a value, such as ses-smtp:identity=existing\n${USAGE}`,
    );
    return 2;
  }
  const settings = pairs.map(
    pair => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)] as const,
  );
  const directory = path.resolve(__dirname, "../../infra");
  const registrations = await capture({
    directory,
    ...(values.entry === undefined ? {} : { entry: values.entry }),
    config: { ...CONFIG, ...Object.fromEntries(settings) },
  });
  const report = costReport(stackResources(registrations), loadData());
  console.log(values.json === true ? JSON.stringify(report, null, 2) : formatReport(report));
  return isZero(report) ? 0 : 1;
}

main().then(
  code => {
    process.exitCode = code;
  },
  (thrown: unknown) => {
    const misuse =
      thrown instanceof TypeError && "code" in thrown && String(thrown.code).startsWith("ERR_PARSE_ARGS");
    console.error(misuse ? `${thrown.message}\n${USAGE}` : thrown instanceof Error ? thrown.message : thrown);
    process.exitCode = misuse ? 2 : 1;
  },
);
