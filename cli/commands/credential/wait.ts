import { setTimeout as sleep } from "node:timers/promises";
import type { Command } from "commander";
import { visible } from "../../../mailer/errors/visible";
import type { Credential, Credentials } from "../../api/credentials";
import { failureText, isRefused, stateOf } from "../../api/credential-state";
import { CommandError, type CommandContext, UsageError } from "../../shared/context";

export interface WaitOptions {
  wait?: boolean;
  timeout?: string;
}

/** A login is usable after 5 to 15 s, sometimes more; the manager itself gives up after three minutes. */
const USUAL_TIMEOUT_SECONDS = 180;
const PAUSE_MS = 1_000;

export function withWaitOptions(command: Command, until: string): Command {
  return command
    .option("--wait", `wait until ${until}`)
    .option("--timeout <seconds>", "how long to wait at most", String(USUAL_TIMEOUT_SECONDS));
}

/** @throws UsageError */
export function timeoutMs({ timeout = "" }: WaitOptions): number {
  if (/^\d{1,5}$/.test(timeout) && Number(timeout) > 0) return Number(timeout) * 1_000;
  throw new UsageError(
    "--timeout",
    `${JSON.stringify(timeout)} is not a number of seconds`,
    "use one such as 180",
  );
}

/** Whether a request was carried out. */
export type IsReached = (credential: Credential) => boolean;

/**
 * Waits until the manager has carried out a request, and reports progress on stderr.
 *
 * @throws CommandError with the failure, or with the state when time is up
 */
export async function waitUntil(
  { stderr }: CommandContext,
  credentials: Credentials,
  name: string,
  isReached: IsReached,
  options: WaitOptions,
): Promise<Credential> {
  const end = Date.now() + timeoutMs(options);
  let shown = "";
  for (;;) {
    const { credential } = await credentials.show(name);
    const state = stateOf(credential);
    if (isReached(credential)) {
      stderr.write(`${visible(name)}: ${state}; done.\n`);
      return credential;
    }
    if (isRefused(credential)) throw new CommandError(failureText(credential));
    if (state !== shown) stderr.write(`${visible(name)}: ${state} …\n`);
    shown = state;
    if (Date.now() > end) {
      throw new CommandError(
        `${JSON.stringify(name)} is still ${state} after ${options.timeout} s: the change continues in the background; see \`ses-smtp credential show ${name}\`.`,
      );
    }
    await sleep(PAUSE_MS);
  }
}
