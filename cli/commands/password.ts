import { Command } from "commander";
import { SES_REGIONS, sesSmtpHost } from "../../records/ses-regions";
import { regionRemedy } from "../../mailer/config/regions";
import { deriveSmtpPassword } from "../../handlers/shared/smtp-password";
import { type CommandContext, UsageError } from "../shared/context";
import { requireSmtp } from "../shared/regions";
import { readSecret } from "../shared/secret-input";

/** `ses-smtp password`: derives the SMTP password from an existing secret access key. */
export function passwordCommand(context: CommandContext): Command {
  return new Command("password")
    .description("derive the SMTP password from an IAM secret access key, read from stdin")
    .requiredOption(
      "--region <region>",
      "the region of the SMTP endpoint: a password works in one region only",
    )
    .option("--unlisted-region", "accept a region that this version does not list")
    .addHelpText("after", "\nExample: ses-smtp password --region eu-central-1 < secret.txt")
    .action(async (options: { region: string; unlistedRegion?: true }) => {
      checkRegion(options.region, options.unlistedRegion ?? false);
      const secret = await readSecret(context, "Secret access key: ");
      checkSecret(secret);
      const password = deriveSmtpPassword(secret, options.region);
      context.result(
        { password, region: options.region, host: sesSmtpHost(options.region) },
        { verbatim: password },
      );
    });
}

function checkRegion(region: string, unlisted: boolean): void {
  if (unlisted && REGION_NAME.test(region)) return;
  requireSmtp(region, "add --unlisted-region if it has one by now");
  if (SES_REGIONS.includes(region)) return;
  if (!REGION_NAME.test(region)) {
    throw new UsageError("--region", `"${region}" is not a region name`, regionRemedy(region));
  }
  throw new UsageError(
    "--region",
    `"${region}" is not an SES region this version knows`,
    regionRemedy(region, "add --unlisted-region"),
  );
}

const REGION_NAME = /^[a-z]{2}(-[a-z]+)+-\d$/;

/** By shape only, and never shown: it may be a real secret with one character too many. */
function checkSecret(secret: string): void {
  if (/^A[KS]IA[A-Z0-9]{16}$/.test(secret)) {
    throw new UsageError(
      "stdin",
      "this is an access key ID, which is the SMTP user name",
      "use the secret access key that was shown with it",
    );
  }
  if (!/^[A-Za-z0-9/+=]{40}$/.test(secret)) {
    throw new UsageError(
      "stdin",
      `a secret access key has 40 letters, digits, "/", "+" or "="; this has ${secret.length} characters` +
        (secret.length === 40 ? ", some of them different" : ""),
      "copy it again",
    );
  }
}
