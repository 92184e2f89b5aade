import { Command, Option } from "commander";
import { AREAS, type Area } from "../doctor/findings/catalog";
import { diagnose } from "../doctor/diagnose";
import { doctorOutputs } from "../doctor/outputs";
import { countOf, diagnosisText } from "../doctor/text";
import { CommandError, type CommandContext } from "../shared/context";

interface DoctorCommandOptions {
  stack?: string;
  domain?: string;
  only?: Area;
  dnsServer?: string;
}

/** The sandbox exports the port on which it serves what AWS serves on port 443. */
function sandboxPort(): { httpsPort?: number } {
  const port = Number(process.env.SES_SMTP_HTTPS_PORT);
  return Number.isInteger(port) && port > 0 ? { httpsPort: port } : {};
}

/** Finds what is wrong around the stack: in DNS, in the SES account, and in AWS resources that others can change. */
export function doctorCommand(context: CommandContext): Command {
  return new Command("doctor")
    .description(
      "check DNS, the SES account, and the stack's resources, and say what is wrong and how to fix it",
    )
    .option("--domain <name>", "only this domain's DNS and identity")
    .addOption(new Option("--only <area>", AREAS.join(", ")).choices(AREAS))
    .option(
      "--dns-server <address>",
      "instead of public resolvers, separated by commas (SES_SMTP_DNS_SERVERS)",
      process.env.SES_SMTP_DNS_SERVERS,
    )
    .option("--stack <name>", "the Pulumi stack (SES_SMTP_STACK)", process.env.SES_SMTP_STACK)
    .addHelpText(
      "after",
      `
Reads only. A zone's own name servers are asked what is published, and a
resolver what the world sees of it; both at port 53, or at the port of
--dns-server. Exits with 1 if there is an error, also for a check that could not
be made. docs/operations.md lists the checks and the permissions.`,
    )
    .action(async (options: DoctorCommandOptions) => {
      const { stderr } = context;
      const begun = new Set<string>();
      const diagnosis = await diagnose(
        await doctorOutputs(options.stack),
        { ...options, ...sandboxPort() },
        ({ subject }) => {
          if (!begun.has(subject)) stderr.write(`Checking ${subject} …\n`);
          begun.add(subject);
        },
      );
      context.result({ ...diagnosis }, diagnosisText(diagnosis));
      if (diagnosis.findings.some(({ severity }) => severity === "error"))
        throw new CommandError(`Doctor found ${countOf(diagnosis.findings, "error")}.`);
    });
}
