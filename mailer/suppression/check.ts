import { MailerError } from "../errors/mailer-error";
import { suppressionKey } from "../../records/keys";
import type { Suppression, SuppressionOptions } from "./types";

export interface Screened {
  /** May be written to. */
  recipients: readonly string[];
  suppressed: readonly Suppression[];
}

const TIMEOUT_MS = 5_000;

/**
 * Takes the suppressed recipients out.
 *
 * @throws MailerError `suppressed` where nobody is left, `suppression_unavailable` where the list cannot be read and
 * that was to stop the message
 */
export async function screen(recipients: readonly string[], options: SuppressionOptions): Promise<Screened> {
  const found = await find(recipients, options);
  const keys = new Set(found.map(({ address }) => suppressionKey(address)));
  const left = recipients.filter(address => !keys.has(suppressionKey(address)));
  if (left.length === 0) {
    const list = found.map(({ address, reason }) => `${address} (${reason})`).join(", ");
    throw new MailerError("suppressed", `Not sent: on the suppression list are ${list}.`);
  }
  return { recipients: left, suppressed: found };
}

async function find(
  recipients: readonly string[],
  options: SuppressionOptions,
): Promise<readonly Suppression[]> {
  const { list, whenUnavailable, timeoutMs = TIMEOUT_MS } = options;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`no answer within ${timeoutMs} ms`));
    }, timeoutMs);
  });
  try {
    const found: unknown = await Promise.race([list.find(recipients), late]);
    if (Array.isArray(found)) return found as readonly Suppression[];
    throw new Error("find() must resolve to a list");
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
