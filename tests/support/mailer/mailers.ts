import { createMailer, type Mailer, MailerError, type MailerOptions, type SmtpConfig } from "../../../mailer";
import { LAST_LINE } from "./faults";

export const LOGIN = { username: "user", password: "correct horse/battery+staple=" };

/** Without TLS, unless the overrides say otherwise. */
export function smtpConfig(port: number, overrides: Partial<SmtpConfig> = {}): SmtpConfig {
  return {
    provider: "smtp",
    host: "127.0.0.1",
    port,
    secure: false,
    ...LOGIN,
    fromEmail: "app@example.com",
    fromName: "The App",
    ...overrides,
    tls: { required: false, ...overrides.tls },
  };
}

/** A mailer that does not wait between attempts. */
export function impatient(
  port: number,
  options: MailerOptions = {},
  config: Partial<SmtpConfig> = {},
): Mailer {
  return createMailer(smtpConfig(port, config), { ...options, retry: { random: () => 0, ...options.retry } });
}

export function letter(subject = "Hello") {
  return { to: "bob@elsewhere.test", subject, text: `Hi Bob\n${LAST_LINE}` };
}

/** @returns the error of a rejected promise, which must be a MailerError */
export async function failure(promise: Promise<unknown>): Promise<MailerError> {
  const error = await promise.then(
    () => new Error("It succeeded."),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof MailerError)) throw error as Error;
  return error;
}

/** @returns what the work throws, which must be a MailerError */
export function thrown(work: () => unknown): MailerError {
  try {
    work();
  } catch (error) {
    if (error instanceof MailerError) return error;
    throw error;
  }
  throw new Error("It did not throw.");
}
