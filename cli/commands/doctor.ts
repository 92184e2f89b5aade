import { Command, Option } from "commander";
import { AREAS, type Area } from "../doctor/findings/catalog";
import { diagnose } from "../doctor/diagnose";
import { doctorOutputs } from "../doctor/outputs";
import { countOf, diagnosisText } from "../doctor/text";
import { CommandError, type CommandContext, UsageError } from "../shared/context";

interface DoctorCommandOptions {
  stack?: string;
  domain?: string;
  only?: Area;
  dnsServer?: string;
  roundTrip?: boolean;
  timeout: string;
}

/** Simulated events arrive within seconds; a cold start of the recorder takes a few more. */
const USUAL_TIMEOUT_SECONDS = 60;

/** @throws UsageError */
function roundTripOf({ roundTrip, timeout, domain, only }: DoctorCommandOptions): { roundTripMs?: number } {
  if (!/^\d{1,3}$/.test(timeout) || Number(timeout) === 0)
    throw new UsageError(
      "--timeout",
      `${JSON.stringify(timeout)} is not a number of seconds up to 999`,
      "use one such as 60",
    );
  if (!roundTrip) return {};
  if (domain !== undefined || (only !== undefined && only !== "stack"))
    throw new UsageError(
      "--round-trip",
      "it is about the whole stack, and is sent from its first domain",
      "use it without --domain, and with --only stack or without --only",
    );
  return { roundTripMs: Number(timeout) * 1_000 };
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
    .option("--round-trip", "also send two messages to SES's mailbox simulator, and wait for their events")
    .option("--timeout <seconds>", "how long to wait for these events at most", String(USUAL_TIMEOUT_SECONDS))
    .option("--stack <name>", "the Pulumi stack (SES_SMTP_STACK)", process.env.SES_SMTP_STACK)
    .addHelpText(
      "after",
      `
Reads only, and sends nothing without --round-trip, which also needs the policy
of the output doctorRoundTripPolicyArn. A zone's own name servers are asked what
is published, and a resolver what the world sees of it; both at port 53, or at
the port of --dns-server. Exits with 1 if there is an error, also for a check
that could not be made. docs/operations.md lists the checks and the permissions.`,
    )
    .action(async (options: DoctorCommandOptions) => {
      const { stderr } = context;
      const begun = new Set<string>();
      const roundTrip = roundTripOf(options);
      const diagnosis = await diagnose(
        await doctorOutputs(options.stack),
        { ...options, ...sandboxPort(), ...roundTrip },
        ({ subject }) => {
          if (!begun.has(subject)) stderr.write(`Checking ${subject} …\n`);
          begun.add(subject);
        },
      );
      const isAboutStack = options.domain === undefined && (options.only ?? "stack") === "stack";
      context.result(
        { ...diagnosis },
        diagnosisText(diagnosis, isAboutStack ? diagnosis.roundTrip : undefined),
      );
      if (diagnosis.findings.some(({ severity }) => severity === "error"))
        throw new CommandError(`Doctor found ${countOf(diagnosis.findings, "error")}.`);
    });
}
