import type { Command } from "commander";
import { passwordProblem } from "../../mailer/config/login-shape";
import { CommandError, type CommandContext } from "../shared/context";
import { readSecret } from "../shared/secret-input";

export function withStoreOptions(command: Command): Command {
  return command
    .option("--table <name>", "the DynamoDB table (SES_SMTP_TABLE)", process.env.SES_SMTP_TABLE)
    .option(
      "--kms-key <arn>",
      "the KMS key that encrypts passwords (SES_SMTP_KMS_KEY)",
      process.env.SES_SMTP_KMS_KEY,
    );
}

/**
 * Reads the password of an SES login from stdin.
 *
 * @throws CommandError where no SMTP server of SES would accept it, such as a secret access key
 */
export async function readSmtpPassword(context: CommandContext): Promise<string> {
  const password = await readSecret(context, "SMTP password: ");
  const problem = passwordProblem(password);
  if (problem !== undefined) throw new CommandError(`stdin: ${problem}`);
  return password;
}
