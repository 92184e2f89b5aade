import { rm } from "node:fs/promises";
import { unzipSync } from "fflate";
import { deployedFunctions, type DeployedFunction } from "../../sandbox/testkit/function-archive";
import type { SandboxReport } from "../../sandbox/shared/report";
import { startSandbox } from "../../sandbox/sandbox";
import type { Figure } from "../figure";
import { timesToReady } from "./cold-start";
import { createDefaultProgram, packByDefault } from "./default-packaging";
import { memoryFigures } from "./memory";

const RUNS = 15;

const MAX_ZIP_KB = 250;

/** The project promises this of the credential manager, the largest function and the one that people wait for. */
const MAX_MANAGER_INIT_RATIO = 0.6;

/** The others have fewer clients, which default packaging loads slowly: the start of Node counts for more of their time. */
const MAX_INIT_RATIO = 0.75;

/** The sandbox's start time and memory, and each function's size and start time. */
export async function sandboxFigures(): Promise<Figure[]> {
  const started = performance.now();
  const sandbox = await startSandbox({ existingTable: true }); // the existing table adds the stream enabler function
  try {
    const ready = performance.now() - started;
    const { total, load = 0, serialization = 0, backend = 0 } = sandbox.deployment.timings;
    const functions = await deployedFunctions(sandbox.report);
    const figures: Figure[] = [
      { name: "sandbox ready", value: ready / 1000, unit: "s", reference: { name: "aim", value: 15 } },
      { name: "deploy, in-process", value: total, unit: "ms" },
      {
        name: "  of which loading the program",
        value: load,
        unit: "ms",
        reference: { name: "deploy", value: total },
      },
      {
        name: "  serializing functions",
        value: serialization,
        unit: "ms",
        reference: { name: "deploy", value: total },
      },
      {
        name: "  in the provider, summed over concurrent resources",
        value: backend,
        unit: "ms",
        reference: { name: "deploy", value: total },
      },
      ...(await memoryFigures()),
    ];
    const program = await createDefaultProgram();
    try {
      for (const fn of functions) figures.push(...(await functionFigures(fn, program, sandbox.report)));
    } finally {
      await rm(program, { recursive: true });
    }
    return figures;
  } finally {
    await sandbox.close();
  }
}

async function functionFigures(
  fn: DeployedFunction,
  program: string,
  report: SandboxReport,
): Promise<Figure[]> {
  const name = (fn.configuration.FunctionName ?? "").replace(/-[0-9a-f]{7}$/, "");
  const { fn: other, deployMs } = await packByDefault(program, name.replace(/^smtp-/, ""), fn, report);
  const [ready = 0, byDefault = 0, empty = 0] = await timesToReady([fn, other], RUNS);
  const comparedTo = (value: number) => ({ name: "default packaging", value });
  return [
    {
      name: `${name}: zip`,
      value: fn.archive.length / 1000,
      unit: "kB",
      reference: comparedTo(other.archive.length / 1000),
      max: MAX_ZIP_KB,
    },
    { name: `${name}: files`, value: filesIn(fn), unit: "files", reference: comparedTo(filesIn(other)) },
    {
      name: `${name}: processor time until ready, median of ${RUNS}`,
      value: ready,
      unit: "ms",
      reference: comparedTo(byDefault),
      maxRatio: name === "smtp-credential-manager" ? MAX_MANAGER_INIT_RATIO : MAX_INIT_RATIO,
    },
    {
      name: `${name}: the same`,
      value: ready,
      unit: "ms",
      reference: { name: "empty handler", value: empty },
    },
    { name: `${name}: deployment with default packaging`, value: deployMs, unit: "ms" },
  ];
}

function filesIn({ archive }: DeployedFunction): number {
  return Object.keys(unzipSync(archive)).length;
}
