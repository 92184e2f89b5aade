import type { ErrorCode } from "../errors/codes";

interface Common {
  provider: "ses" | "smtp";
  host: string;
  /** The Message-ID header: the same through all events of one send. */
  messageId: string;
  /** From 1. */
  attempt: number;
  recipients: number;
  /** Since the message left the queue, ms. */
  durationMs: number;
}

/**
 * What happens to a message, in the same words for every provider: one `attempt` each, with a `retry` between two,
 * and exactly one `accepted` or `failed` at the end. No address, subject or secret is in them.
 */
export type MailerEvent =
  | (Common & { type: "attempt" })
  | (Common & { type: "accepted"; sesMessageId?: string; possibleDuplicate: boolean })
  | (Common & { type: "retry"; code: ErrorCode; responseCode?: number; delayMs: number })
  | (Common & { type: "failed"; code: ErrorCode; responseCode?: number });

/** Nobody waits for what it returns; a promise that is rejected becomes a warning of the process. */
export type Observer = (event: MailerEvent) => unknown;

/** A logger as most have it (console, pino, winston, Powertools). */
export interface Logger {
  info(message: string, fields: object): void;
  warn(message: string, fields: object): void;
  error(message: string, fields: object): void;
}

/** An observer that logs: retries as warnings, failures as errors. */
export function logTo(logger: Logger): Observer {
  return event => {
    const level = event.type === "failed" ? "error" : event.type === "retry" ? "warn" : "info";
    logger[level](`mail ${event.type}`, event);
  };
}

/** An observer that cannot hurt: mail goes out whatever happens to its log, and the process hears of it. */
export function guarded(observer: Observer | undefined): (event: MailerEvent) => void {
  return event => {
    try {
      const result = observer?.(event);
      if (result instanceof Promise) result.catch(warn);
    } catch (error) {
      warn(error);
    }
  };
}

/** That mail is not observed is no reason not to send it. */
export function warn(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : String(error), { code: "SES_SMTP_OBSERVER" });
}
