import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import {
  LambdaClient,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
} from "@aws-sdk/client-lambda";
import { clientConfig } from "../../../sandbox/shared/account";
import { lambdaNode } from "../../../sandbox/emulator/lambda-node";
import { deployedFunctions, unpack } from "../../../sandbox/testkit/function-archive";
import type { SandboxReport } from "../../../sandbox/shared/report";

/** The deployed credential manager, run from its archive in processes that a test can kill. */
export interface ManagerProcesses {
  /** Starts a process that handles a stream record for this username. */
  deliver(username: string): ChildProcess;
  /** Deletes the unpacked archive. */
  close(): Promise<void>;
}

/** Disables the event source mapping, so that only the test delivers records. */
export async function takeOverManager(report: SandboxReport): Promise<ManagerProcesses> {
  await stopStream(report);
  const manager = (await deployedFunctions(report)).find(({ configuration }) =>
    configuration.FunctionName?.includes("credential-manager"),
  );
  if (manager === undefined) throw new Error("The credential manager function does not exist.");
  const folder = await mkdtemp(path.join(tmpdir(), "ses-smtp-manager-"));
  await unpack(manager.archive, folder);
  const env = {
    AWS_REGION: report.region,
    AWS_ACCESS_KEY_ID: report.accessKeyId,
    AWS_SECRET_ACCESS_KEY: report.secretAccessKey,
    ...manager.configuration.Environment?.Variables,
  };
  return {
    deliver: username => {
      const script = `require("./__index.js").handler(${JSON.stringify(streamEvent(username))}, {}).then(answer => {
        process.exit(answer.batchItemFailures.length);
      })`;
      return spawn(lambdaNode(), ["-e", script], {
        cwd: folder,
        env,
        stdio: ["ignore", "ignore", "inherit"],
      });
    },
    close: () => rm(folder, { recursive: true }),
  };
}

/** @returns 0 on success, the number of records to deliver again, or the signal that killed it */
export async function endOf(child: ChildProcess): Promise<number | string> {
  const [code, signal] = (await once(child, "exit")) as [number | null, string | null];
  return code ?? signal ?? "unknown";
}

async function stopStream({ emulator }: SandboxReport): Promise<void> {
  const lambda = new LambdaClient(clientConfig(emulator));
  try {
    const { EventSourceMappings = [] } = await lambda.send(new ListEventSourceMappingsCommand({}));
    for (const { UUID } of EventSourceMappings) {
      await lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: false }));
    }
  } finally {
    lambda.destroy();
  }
}

function streamEvent(username: string) {
  const Keys = { PK: { S: "SMTP_USER" }, SK: { S: `USER#${username}` } };
  return { Records: [{ eventID: `event-of-${username}`, dynamodb: { SequenceNumber: "1", Keys } }] };
}
