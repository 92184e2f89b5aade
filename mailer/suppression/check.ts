import { suppressionKey } from "../../records/keys";
import { MailerError } from "../errors/mailer-error";
import type { Suppression, SuppressionOptions } from "./types";

export interface Screened {
  /** Addresses that may be sent to. */
  recipients: readonly string[];
  suppressed: readonly Suppression[];
}

const DEFAULT_TIMEOUT_MS = 5_000;

/**
 * Removes suppressed recipients.
 *
 * @throws MailerError `suppressed` where no recipient is left, `suppression_unavailable` where the list cannot be read
 * and `whenUnavailable` is "refuse"
 */
export async function screen(recipients: readonly string[], options: SuppressionOptions): Promise<Screened> {
  const found = await find(recipients, options);
  const keys = new Set(found.map(({ address }) => suppressionKey(address)));
  const left = recipients.filter(address => !keys.has(suppressionKey(address)));
  if (left.length === 0) {
    const list = found.map(({ address, reason }) => `${address} (${reason})`).join(", ");
    throw new MailerError("suppressed", `Not sent: every recipient is on the suppression list: ${list}.`);
  }
  return { recipients: left, suppressed: found };
}

async function find(
  recipients: readonly string[],
  options: SuppressionOptions,
): Promise<readonly Suppression[]> {
  const { list, whenUnavailable, timeoutMs = DEFAULT_TIMEOUT_MS } = options;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`no answer within ${timeoutMs} ms`));
    }, timeoutMs);
  });
  try {
    const found: unknown = await Promise.race([list.find(recipients), late]);
    if (Array.isArray(found)) return found as readonly Suppression[];
    throw new Error("find() must resolve to an array");
  } catch (error) {
    if (whenUnavailable === "send") return [];
    const message = error instanceof Error ? error.message : String(error);
    throw new MailerError(
      "suppression_unavailable",
      `Not sent: the suppression list cannot be read: ${message}.`,
      {
        cause: { message },
      },
    );
  } finally {
    clearTimeout(timer);
  }
}
