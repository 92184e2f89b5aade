import { Command } from "commander";
import type * as MailerModule from "../../mailer";
import { visible } from "../../mailer/errors/visible";
import type * as Store from "../../mailer/store";
import { type CommandContext, UsageError } from "../shared/context";
import {
  fixWithSet,
  openStore,
  type StoreOptions,
  withReadableErrors,
  withStoreOptions,
} from "./config-access";

/** Short enough for someone who is waiting. */
const MAX_TOTAL_MS = 60_000;
const MAX_ATTEMPTS = 3;

export function sendTestCommand(context: CommandContext): Command {
  return withStoreOptions(new Command("send-test"))
    .description(
      "send a test message, with a stored configuration or one from the environment (EMAIL_PROVIDER, …)",
    )
    .requiredOption(
      "--to <address>",
      "the recipient; success@simulator.amazonses.com does not affect your reputation",
    )
    .option("--config <name>", "the stored configuration")
    .action(async (options: StoreOptions & { to: string; config?: string }) => {
      const send = async () => {
        const mailer = await mailerOf(options, reportRetries(context));
        try {
          return await mailer.sendTestEmail(options.to);
        } finally {
          await mailer.close();
        }
      };
      const result = await withReadableErrors(options, send, options.config && fixWithSet(options.config));
      const { messageId, accepted, attempts } = result;
      context.result(
        { messageId, accepted, attempts },
        visible(`Accepted for ${accepted.join(", ")}: message ${messageId}.`),
      );
    });
}

/** Reports retries to whoever is waiting. */
function reportRetries({ stderr }: CommandContext): MailerModule.Observer {
  return event => {
    if (event.type !== "retry") return;
    const seconds = (event.delayMs / 1_000).toFixed(1);
    stderr.write(`Attempt ${event.attempt} failed (${event.code}); retrying in ${seconds} s …\n`);
  };
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
