import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmulator } from "../../../sandbox/emulator/start";
import { ACCOUNT_ID, REGION } from "../../../sandbox/shared/account";

export interface StartedEmulator {
  readonly url: string;
  readonly secret: string;
  /** What the emulator printed so far. */
  log(): Promise<string>;
  close(): Promise<void>;
}

/** The sandbox's emulator with variables of its own, and its log. */
export async function startEmulatorWith(
  environment: Readonly<Record<string, string>>,
): Promise<StartedEmulator> {
  const folder = await mkdtemp(join(tmpdir(), "ses-smtp-emulator-log-"));
  const logFile = join(folder, "emulator.log");
  const emulator = await startEmulator({ region: REGION, accountId: ACCOUNT_ID, logFile, environment });
  return {
    url: emulator.url,
    secret: emulator.secret,
    log: () => readFile(logFile, "utf8"),
    close: async () => {
      await emulator.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
