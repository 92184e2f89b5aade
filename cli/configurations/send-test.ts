import type * as MailerModule from "../../mailer";
import type * as Store from "../../mailer/store";
import { UsageError } from "../shared/context";
import { fixWithSet, openStore, type StoreOptions, withReadableErrors } from "./store";

/** Short enough for someone who is waiting. */
const MAX_TOTAL_MS = 60_000;
const MAX_ATTEMPTS = 3;

export interface TestOptions extends StoreOptions {
  /** The recipient. */
  to: string;
  /** A stored configuration; default: that of the environment. */
  config?: string;
}

/** Sends a test message. @throws UsageError, or CommandError with what the server or the store said */
export function sendTest(
  options: TestOptions,
  onEvent: MailerModule.Observer,
): Promise<MailerModule.SendResult> {
  const send = async () => {
    const mailer = await mailerOf(options, onEvent);
    try {
      return await mailer.sendTestEmail(options.to);
    } finally {
      await mailer.close();
    }
  };
  return withReadableErrors(options, send, options.config && fixWithSet(options.config));
}

async function mailerOf(
  options: StoreOptions & { config?: string },
  onEvent: MailerModule.Observer,
): Promise<MailerModule.Mailer> {
  const settings = { timeouts: { totalMs: MAX_TOTAL_MS }, retry: { attempts: MAX_ATTEMPTS }, onEvent };
  if (options.config !== undefined) {
    const { createStoredMailer } = require("../../mailer/store") as typeof Store;
    return createStoredMailer(openStore(options), options.config, settings);
  }
  if (!process.env.EMAIL_PROVIDER) {
    throw new UsageError(
      "--config",
      "missing",
      "use a stored configuration, or set EMAIL_PROVIDER (aws_ses or smtp) and its other variables (docs/mailer.md)",
    );
  }
  const { configFromEnvironment, createMailer } = require("../../mailer") as typeof MailerModule;
  return createMailer(configFromEnvironment(process.env), settings);
}
