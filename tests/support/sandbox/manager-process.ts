import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import type { ManagerEvent } from "../../../handlers/shared/manager-event";
import type { FrontDoor } from "../../../sandbox/front-door/front-door";
import { lambdaNode } from "../../../sandbox/emulator/lambda-node";
import { deployedFunctions, unpack, type DeployedFunction } from "../../../sandbox/testkit/function-archive";
import type { SandboxReport } from "../../../sandbox/shared/report";
import { changeStreamMapping } from "./event-source-mapping";

/** The deployed credential manager, run from its archive in processes that a test can kill. */
export interface ManagerProcesses {
  /** Starts a process that handles an event for this username. */
  deliver(username: string): ChildProcess;
  /** Deletes the unpacked archive. */
  close(): Promise<void>;
}

/** Disables the event source mapping, so that only the test sends events. */
export async function takeOverManager(report: SandboxReport): Promise<ManagerProcesses> {
  await changeStreamMapping(report, { Enabled: false });
  const { archive, configuration } = await deployedManager(report);
  const folder = await mkdtemp(path.join(tmpdir(), "ses-smtp-manager-"));
  await unpack(archive, folder);
  const env = {
    AWS_REGION: report.region,
    AWS_ACCESS_KEY_ID: report.accessKeyId,
    AWS_SECRET_ACCESS_KEY: report.secretAccessKey,
    ...configuration.Environment?.Variables,
  };
  const context = { invokedFunctionArn: configuration.FunctionArn };
  return {
    deliver: username => {
      const event: ManagerEvent = {
        usernames: [username],
        cause: "test",
        correlationId: `event-of-${username}`,
        retryCount: 0,
      };
      const script = `require("./__index.js").handler(${JSON.stringify(event)}, ${JSON.stringify(context)}).then(
        () => process.exit(0),
        () => process.exit(1),
      )`;
      return spawn(lambdaNode(), ["-e", script], {
        cwd: folder,
        env,
        stdio: ["ignore", "ignore", "inherit"],
      });
    },
    close: () => rm(folder, { recursive: true }),
  };
}

export async function deployedManager(report: SandboxReport): Promise<DeployedFunction> {
  const manager = (await deployedFunctions(report)).find(({ configuration }) =>
    configuration.FunctionName?.startsWith("smtp-credential-manager-"),
  );
  if (manager === undefined) throw new Error("The credential manager function does not exist.");
  return manager;
}

/** @returns 0 on success, 1 if it must be delivered again, or the signal that killed it */
export async function endOf(child: ChildProcess): Promise<number | string> {
  const [code, signal] = (await once(child, "exit")) as [number | null, string | null];
  return code ?? signal ?? "unknown";
}

/**
 * Kills the process when its call number `passed` + 1 for this username has taken effect, before it sees the response.
 *
 * @returns as {@link endOf}
 */
export async function deliverAndKill(
  manager: ManagerProcesses,
  { faults }: Pick<FrontDoor, "faults">,
  username: string,
  passed: number,
): Promise<number | string> {
  const child = manager.deliver(username);
  const remove = faults.add({
    match: ({ body }) => decodeURIComponent(body.toString()).includes(username),
    after: passed,
    times: 1,
    mode: "cut-after",
    onEffect: () => child.kill("SIGKILL"),
  });
  try {
    return await endOf(child);
  } finally {
    remove();
  }
}
