import { configurationError, type Fault } from "./errors/mailer-error";
import type { MailerOptions } from "./mailer";

/** @throws MailerError `configuration` with all faults */
export function checkOptions(options: MailerOptions): MailerOptions {
  const faults: Fault[] = [];
  const positive = (key: string, value: number | undefined) => {
    if (value !== undefined && !(value > 0))
      faults.push({ key, message: `must be above 0, and is ${value}` });
  };
  for (const [group, values] of Object.entries({ pool: options.pool, timeouts: options.timeouts })) {
    for (const [key, value] of Object.entries(values ?? {})) positive(`${group}.${key}`, value);
  }
  positive("retry.attempts", options.retry?.attempts);
  positive("messagesPerSecond", options.messagesPerSecond);
  positive("queueLimit", options.queueLimit);
  positive("maxStreamBytes", options.maxStreamBytes);
  const { connections } = options.pool ?? {};
  if (connections !== undefined && !Number.isInteger(connections)) {
    faults.push({ key: "pool.connections", message: `must be a whole number, and is ${connections}` });
  }
  if (faults.length > 0) throw configurationError("The mailer's options", faults);
  return options;
}
