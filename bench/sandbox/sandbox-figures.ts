import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { promisify } from "node:util";
import { unzipSync } from "fflate";
import { lambdaNode } from "../../sandbox/emulator";
import { deployedFunctions, unpack, type DeployedFunction } from "../../sandbox/function-archive";
import { startSandbox } from "../../sandbox/sandbox";
import { type Figure, median } from "../figure";

const run = promisify(execFile);

/** A function's zip may be this large: it is downloaded at every cold start. */
const ZIP_LIMIT_KB = 250;

const RUNS = 9;

/** How long the sandbox takes, and what each function weighs. */
export async function sandboxFigures(): Promise<Figure[]> {
  const started = performance.now();
  const sandbox = await startSandbox();
  try {
    const ready = performance.now() - started;
    const functions = await deployedFunctions(sandbox.report);
    const figures: Figure[] = [
      { name: "sandbox ready", value: ready / 1000, unit: "s", reference: { name: "aim", value: 15 } },
      { name: "deploy", value: (sandbox.timings.deploy ?? 0) / 1000, unit: "s" },
    ];
    for (const fn of functions) figures.push(...(await functionFigures(fn)));
    return figures;
  } finally {
    await sandbox.close();
  }
}

async function functionFigures({ configuration, archive }: DeployedFunction): Promise<Figure[]> {
  const name = configuration.FunctionName ?? "";
  const folder = await mkdtemp(path.join(tmpdir(), "ses-smtp-bench-"));
  try {
    await unpack(archive, folder);
    await writeFile(path.join(folder, "empty.js"), "exports.handler = async () => ({});");
    const environment = { ...configuration.Environment?.Variables, AWS_REGION: "eu-central-1" };
    const ready: number[] = [];
    const empty: number[] = [];
    for (let turn = 0; turn < RUNS; turn++) {
      ready.push(await timeToReady(folder, "./__index.js", environment));
      empty.push(await timeToReady(folder, "./empty.js", environment));
    }
    return [
      {
        name: `${name}: zip`,
        value: archive.length / 1000,
        unit: "kB",
        reference: { name: "limit", value: ZIP_LIMIT_KB },
      },
      { name: `${name}: files`, value: Object.keys(unzipSync(archive)).length, unit: "files" },
      {
        name: `${name}: answers an empty event, median of ${RUNS}`,
        value: median(ready),
        unit: "ms",
        reference: { name: "empty handler", value: median(empty) },
      },
    ];
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** A cold start without Lambda's own part: a new process of the runtime's Node, until the first answer. */
async function timeToReady(folder: string, module: string, env: NodeJS.ProcessEnv): Promise<number> {
  const started = performance.now();
  await run(lambdaNode(), ["-e", `require("${module}").handler({}, {}).then(() => process.exit())`], {
    cwd: folder,
    env,
  });
  return performance.now() - started;
}
