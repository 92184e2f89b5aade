import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { promisify } from "node:util";
import { lambdaNode } from "../../sandbox/emulator/lambda-node";
import { type DeployedFunction, unpack } from "../../sandbox/testkit/function-archive";
import { median } from "../figure";

const run = promisify(execFile);

const EMPTY = "exports.handler = async () => ({});";

/**
 * Lambda's Init phase: the module's top level creates the handler and its clients. Prints the processor time, in
 * milliseconds, that the process has used up to then: unlike the time on the clock, it hardly depends on what else the
 * machine does.
 */
const READY = `
  if (typeof require(process.argv[1]).handler !== "function") throw new Error("no handler");
  const { user, system } = process.cpuUsage();
  process.stdout.write(String((user + system) / 1000));
  process.exit();
`;

/**
 * The processor time until functions are ready for their first event, in milliseconds: medians over interleaved runs,
 * so that other load on the machine affects all alike. The last one is for an empty handler: Node's own start.
 *
 * @param functions with the entry point and environment that they have in Lambda
 */
export async function timesToReady(functions: readonly DeployedFunction[], runs: number): Promise<number[]> {
  const folder = await mkdtemp(path.join(tmpdir(), "ses-smtp-bench-"));
  try {
    const [first] = functions;
    const candidates = await Promise.all(
      functions.map(async ({ archive, configuration }, index) => {
        const own = path.join(folder, String(index));
        await unpack(archive, own);
        return { folder: own, module: "./__index.js", variables: configuration.Environment?.Variables };
      }),
    );
    await writeFile(path.join(folder, "empty.js"), EMPTY);
    candidates.push({ folder, module: "./empty.js", variables: first?.configuration.Environment?.Variables });
    const times = candidates.map((): number[] => []);
    for (let turn = 0; turn < runs; turn++) {
      for (const [index, { folder: cwd, module, variables }] of candidates.entries()) {
        times[index]?.push(await timeToReady(cwd, module, { ...variables, AWS_REGION: "eu-central-1" }));
      }
    }
    return times.map(median);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** A cold start without Lambda's own overhead: a new process of the runtime's Node, until the handler exists. */
async function timeToReady(folder: string, module: string, env: NodeJS.ProcessEnv): Promise<number> {
  const { stdout } = await run(lambdaNode(), ["-e", READY, module], { cwd: folder, env });
  return Number(stdout);
}
