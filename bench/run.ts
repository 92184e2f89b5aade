/**
 * `npm run bench [-- NAME…] [-- --json]`: runs the benchmarks. Machines differ, so quote ratios: they compare two
 * figures of the same run. Exits with 1 if a figure is beyond a limit that the project promises.
 */
import { mailerFigures } from "./mailer/mailer-figures";
import { policyPackFigures } from "./policy-pack/policy-pack-figures";
import { breakerFigures } from "./breaker/breaker-figures";
import { eventFigures } from "./events/event-figures";
import { checkFigures } from "./checks/check-figures";
import { activationFigures } from "./sandbox/activation-figures";
import { rotationFigures } from "./sandbox/rotation-figures";
import { sandboxFigures } from "./sandbox/sandbox-figures";
import { stoppingFigures } from "./sandbox/stopping-figures";
import { throughputFigures } from "./sandbox/throughput-figures";
import { loadFigures } from "./load/load-figures";
import { modelFigures } from "./load/model-figures";
import { faultFigures } from "./faults/fault-figures";
import { webhookFigures } from "./webhook/webhook-figures";
import { traceFigures } from "./traces/trace-figures";
import { consoleFigures } from "./console/console-figures";
import { exceeded, type Figure, table } from "./figure";

const BENCHMARKS: Record<string, () => Promise<Figure[]>> = {
  sandbox: sandboxFigures,
  activation: activationFigures,
  throughput: throughputFigures,
  rotations: rotationFigures,
  stopping: stoppingFigures,
  load: loadFigures,
  "load-model": modelFigures,
  webhook: webhookFigures,
  check: checkFigures,
  faults: faultFigures,
  events: eventFigures,
  breaker: breakerFigures,
  traces: traceFigures,
  console: consoleFigures,
  mailer: mailerFigures,
  "policy-pack": policyPackFigures,
};

async function main(args: readonly string[]): Promise<number> {
  if (args.includes("--help")) {
    process.stdout.write(
      `npm run bench [-- NAME…] [-- --json]\nNAME: ${Object.keys(BENCHMARKS).join(", ")}.\n`,
    );
    return 0;
  }
  const json = args.includes("--json");
  const names = args.filter(arg => arg !== "--json");
  const unknown = names.filter(name => !(name in BENCHMARKS));
  if (unknown.length > 0) {
    process.stderr.write(
      `Unknown benchmark: ${unknown.join(", ")}. Valid benchmarks: ${Object.keys(BENCHMARKS).join(", ")}.\n`,
    );
    return 1;
  }
  const results: Record<string, Figure[]> = {};
  for (const [name, measure] of Object.entries(BENCHMARKS)) {
    if (names.length > 0 && !names.includes(name)) continue;
    process.stderr.write(`Measuring ${name} …\n`);
    results[name] = await measure();
    if (!json) process.stdout.write(`\n${name}\n${table(results[name])}\n`);
  }
  if (json) process.stdout.write(`${JSON.stringify(results)}\n`);
  const problems = Object.values(results).flatMap(exceeded);
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  return problems.length === 0 ? 0 : 1;
}

main(process.argv.slice(2)).then(
  code => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = 1;
  },
);
