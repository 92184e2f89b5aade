import { Command, Option } from "commander";
import { stackOutputs } from "../api/stack-outputs";
import { DNS_FORMATS, type DnsFormat, dnsFormatted, dnsReport, dnsValue, forDomain } from "../domains/report";
import type { CommandContext } from "../shared/context";

interface DnsCommandOptions {
  stack?: string;
  domain?: string;
  format: DnsFormat;
}

/** The records that the domains' zones need, in the form that a DNS provider takes. */
export function dnsCommand(context: CommandContext): Command {
  return new Command("dns")
    .description("print the DNS records that the domains need, for a person or a DNS provider")
    .option("--domain <name>", "only this domain's")
    .addOption(new Option("--format <name>", DNS_FORMATS.join(", ")).choices(DNS_FORMATS).default("table"))
    .option("--stack <name>", "the Pulumi stack (SES_SMTP_STACK)", process.env.SES_SMTP_STACK)
    .addHelpText(
      "after",
      `
bind        a zone file (RFC 1035), which most DNS providers import
route53     a change batch: aws route53 change-resource-record-sets
            --hosted-zone-id ID --change-batch file://FILE
cloudflare  the body of POST /zones/ID/dns_records/batch

None of them replaces a record that exists already. If a domain has an SPF
record, add include:amazonses.com to it by hand: two of them are invalid.
SES_SMTP_OUTPUTS, a file with the stack's outputs as JSON, replaces the stack.`,
    )
    .action(async ({ stack, domain, format }: DnsCommandOptions) => {
      const report = forDomain(
        dnsReport(await stackOutputs(stack, "domainVerification", "dnsRecords")),
        domain,
      );
      const value = dnsValue(format, report);
      // A value that was broken to fit the terminal would be copied with the break.
      context.result(value, { verbatim: dnsFormatted(format, report) ?? JSON.stringify(value, null, 2) });
    });
}
