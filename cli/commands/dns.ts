import { Command, Option } from "commander";
import type { DomainVerification } from "../../dns/domain-records";
import type { MtaStsPolicy } from "../../dns/mta-sts";
import { cloudflareBatch, route53Changes } from "../../dns/provider-formats";
import type { DnsRecord } from "../../dns/record";
import { zoneFile } from "../../dns/zone-file";
import { stackOutputs } from "../api/endpoint";
import { type CommandContext, UsageError } from "../shared/context";
import { type DnsReport, dnsText } from "../shared/dns-text";

const FORMATS = ["table", "bind", "json", "route53", "cloudflare"] as const;

interface DnsCommandOptions {
  stack?: string;
  domain?: string;
  format: (typeof FORMATS)[number];
}

/** The records that the domains' zones need, in the form that a DNS provider takes. */
export function dnsCommand(context: CommandContext): Command {
  return new Command("dns")
    .description("print the DNS records that the domains need, for a person or a DNS provider")
    .option("--domain <name>", "only this domain's")
    .addOption(new Option("--format <name>", FORMATS.join(", ")).choices(FORMATS).default("table"))
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
      const report = forDomain(await readReport(stack), domain);
      const value = valueOf(format, report);
      // A value that was broken to fit the terminal would be copied with the break.
      context.result(value, { verbatim: textOf(format, report) ?? JSON.stringify(value, null, 2) });
    });
}

async function readReport(stack: string | undefined): Promise<DnsReport> {
  const outputs = (await stackOutputs(stack, "domainVerification")) as Record<string, unknown>;
  return {
    records: outputs.dnsRecords as DnsRecord[],
    verification: outputs.domainVerification as DomainVerification[],
    mtaStsPolicies: (outputs.mtaStsPolicies as MtaStsPolicy[] | undefined) ?? [],
  };
}

/** A record that belongs in the zone of a report address is shown with every domain that needs it. */
function forDomain(report: DnsReport, name: string | undefined): DnsReport {
  if (name === undefined) return report;
  const domain = name.toLowerCase().replace(/\.$/, "");
  const known = report.verification.map(each => each.domain);
  if (!known.includes(domain))
    throw new UsageError(
      "--domain",
      `the stack does not send from ${JSON.stringify(name)}`,
      `use ${known.join(", ")}`,
    );
  return {
    records: report.records.filter(record => record.for === domain),
    verification: report.verification.filter(each => each.domain === domain),
    mtaStsPolicies: report.mtaStsPolicies.filter(each => each.domain === domain),
  };
}

function valueOf(format: DnsCommandOptions["format"], report: DnsReport): Record<string, unknown> {
  switch (format) {
    case "route53":
      return route53Changes(report.records);
    case "cloudflare":
      return cloudflareBatch(report.records);
    case "bind":
      return { zone: bindZone(report) };
    case "table":
    case "json":
      return { ...report };
  }
}

/** Undefined: the value as JSON. */
function textOf(format: DnsCommandOptions["format"], report: DnsReport): string | undefined {
  if (format === "table") return dnsText(report);
  return format === "bind" ? bindZone(report).trimEnd() : undefined;
}

function bindZone({ records, verification }: DnsReport): string {
  const notes = verification.filter(each => each.records.length === 0).map(({ note }) => note);
  return zoneFile(records, notes);
}
