import { Command } from "commander";
import type * as MailerModule from "../../mailer";
import { visible } from "../../mailer/errors/visible";
import { sendTest, type TestOptions } from "../configurations/send-test";
import type { CommandContext } from "../shared/context";
import { withStoreOptions } from "./config-access";

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
    .action(async (options: TestOptions) => {
      const { messageId, accepted, attempts } = await sendTest(options, reportRetries(context));
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
