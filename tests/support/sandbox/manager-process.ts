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
import { ACCOUNT_ID } from "../../../sandbox/shared/account";
import { lambdaNode } from "../../../sandbox/emulator/lambda-node";
import { deployedFunctions, unpack } from "../../../sandbox/testkit/function-archive";
import type { SandboxReport } from "../../../sandbox/shared/report";

/** The deployed credential manager, its very archive, run in processes that a test can kill. */
export interface ManagerProcesses {
  /** Delivers a stream record for this username. */
  deliver(username: string): ChildProcess;
  /** Deletes the unpacked archive. */
  close(): Promise<void>;
}

/** Takes over from the stream: from now on only the test delivers. */
export async function takeOverManager(report: SandboxReport): Promise<ManagerProcesses> {
  await stopStream(report);
  const manager = (await deployedFunctions(report)).find(({ configuration }) =>
    configuration.FunctionName?.includes("credential-manager"),
  );
  if (manager === undefined) throw new Error("There is no credential manager.");
  const folder = await mkdtemp(path.join(tmpdir(), "ses-smtp-manager-"));
  await unpack(manager.archive, folder);
  const env = {
    AWS_REGION: report.region,
    AWS_ACCESS_KEY_ID: ACCOUNT_ID,
    AWS_SECRET_ACCESS_KEY: "test",
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

/** @returns how it ended: 0 done, a number of records to deliver again, or the signal */
export async function endOf(child: ChildProcess): Promise<number | string> {
  const [code, signal] = (await once(child, "exit")) as [number | null, string | null];
  return code ?? signal ?? "unknown";
}

async function stopStream({ emulator, region }: SandboxReport): Promise<void> {
  const credentials = { accessKeyId: ACCOUNT_ID, secretAccessKey: "test" };
  const lambda = new LambdaClient({ endpoint: emulator, region, credentials });
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
