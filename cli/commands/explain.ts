import { Command } from "commander";
import { explainReply } from "../../mailer/errors/explain";
import { bounded, visible } from "../../mailer/errors/visible";
import { type CommandContext, UsageError } from "../shared/context";

/** `ses-smtp explain`: what a reply of an SMTP server means, from the table that the mailer itself uses. */
export function explainCommand(context: CommandContext): Command {
  return new Command("explain")
    .description("explain a reply of an SMTP server, or a line of a log that contains one")
    .argument("<reply...>", 'such as "454 Throttling failure: Maximum sending rate exceeded"')
    .action((words: string[]) => {
      const reply = words.join(" ");
      const explanation = explainReply(reply);
      if (!explanation) {
        throw new UsageError(
          "explain",
          `"${bounded(visible(reply))}" is not an SMTP reply`,
          'replies begin with three digits, as in "535 Authentication Credentials Invalid"',
        );
      }
      const { code, meaning, remedy, retried } = explanation;
      const again = retried ? "A retry may succeed." : "A retry without changes will not succeed.";
      context.result(
        { ...explanation },
        code === "accepted" ? meaning : `${code}: ${meaning}\n${remedy}\n${again}`,
      );
    });
}
