import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { IAMClient } from "@aws-sdk/client-iam";

import { startEmulator, type Emulator } from "../../../sandbox/emulator/start";
import {
  startFrontDoor,
  type FrontDoor,
  type FrontDoorOptions,
} from "../../../sandbox/front-door/front-door";
import { secretOf } from "../../../sandbox/shared/account";

export const REGION = "eu-central-1";
export const ACCOUNT = "000000000042";

export interface FrontDoorFixture {
  readonly door: FrontDoor;
  readonly emulator: Emulator;
  readonly iam: IAMClient;
  close(): Promise<void>;
}

/** Starts an emulator behind a front door, for one test file. */
export async function startFrontDoorFixture(
  sesApi: FrontDoorOptions["sesApi"] = () => ({ status: 404, body: {} }),
  environment: Readonly<Record<string, string>> = {},
): Promise<FrontDoorFixture> {
  const logFile = join(tmpdir(), `ses-smtp-test-${process.pid}-${Date.now()}.log`);
  const emulator = await startEmulator({ region: REGION, accountId: ACCOUNT, logFile, environment });
  const door = await startFrontDoor({
    emulator,
    region: REGION,
    accountId: ACCOUNT,
    sesApi,
  });
  const iam = new IAMClient(clientConfig(door.url));
  return {
    door,
    emulator,
    iam,
    close: async () => {
      iam.destroy();
      await door.close();
      await emulator.close();
      await rm(logFile, { force: true });
    },
  };
}

/** Without retries, because tests count calls and inject faults themselves. */
export function clientConfig(endpoint: string) {
  return {
    endpoint,
    region: REGION,
    maxAttempts: 1,
    credentials: { accessKeyId: ACCOUNT, secretAccessKey: secretOf(endpoint) },
  };
}

/** The name of the error that a call fails with; undefined if it succeeds. */
export async function failureOf(call: Promise<unknown>): Promise<string | undefined> {
  try {
    await call;
    return undefined;
  } catch (thrown) {
    return thrown instanceof Error ? thrown.name : String(thrown);
  }
}
