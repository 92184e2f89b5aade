import type { ErrorCode } from "../errors/codes";

interface Common {
  provider: "ses" | "smtp";
  host: string;
  /** The Message-ID header: the same in all events of one send. */
  messageId: string;
  /** From 1. */
  attempt: number;
  recipients: number;
  /** Since the message left the queue, ms. */
  durationMs: number;
}

/**
 * What happens to a message, the same for every provider: an `attempt` each time, a `retry` in between, and exactly one
 * `accepted` or `failed` at the end. Contains no address, subject or secret.
 */
export type MailerEvent =
  | (Common & { type: "attempt" })
  | (Common & { type: "accepted"; sesMessageId?: string; possibleDuplicate: boolean })
  | (Common & { type: "retry"; code: ErrorCode; responseCode?: number; delayMs: number })
  | (Common & { type: "failed"; code: ErrorCode; responseCode?: number });

/** Its result is not awaited; a rejected promise becomes a process warning. */
export type Observer = (event: MailerEvent) => unknown;

/** The interface of most loggers (console, pino, winston, Powertools). */
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

/** An observer whose errors become process warnings and never stop mail. */
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

/** A process warning: a failure to observe mail is no reason not to send it. */
export function warn(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : String(error), { code: "SES_SMTP_OBSERVER" });
}
