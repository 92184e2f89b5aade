import { shellWord } from "../shared/command-environment";
import type { SandboxReport } from "../shared/report";
import type { SandboxConsole } from "./console";

interface DnsRecord {
  name: string;
  type: string;
  value: string;
}

/**
 * The text printed when the sandbox is ready. What a newcomer needs comes last, where a terminal of 24 lines shows it.
 *
 * @param envFile sets the variables of the commands
 */
export function welcome(
  report: SandboxReport,
  envFile: string,
  console: Pick<SandboxConsole, "newLink" | "file">,
): string {
  const { domain, smtp } = report;
  const records = report.outputs.dnsRecords as DnsRecord[];
  return `
DNS records that ${domain} would need:
${records.map(({ name, type, value }) => `  ${name}  ${type}  ${value}`).join("\n")}

The ses-smtp sandbox is ready.

  Console         ${console.newLink()}
                  (once; later, open ${console.file})
  AWS endpoint    ${report.emulator} (region ${report.region})
  Access key ID   ${report.accessKeyId} (the sandbox's)
  Table           ${report.tableName}
  KMS key         ${report.kmsKeyArn}
  SMTP            ${smtp.host}:${smtp.port} (STARTTLS), ${smtp.host}:${smtp.tlsPort} (TLS)
  CA certificate  ${smtp.caFile}
  Mailbox         ${new URL("/", report.messages).href} (also alerts by email)

Create a login, in this folder and another terminal:

  . ${shellWord(envFile)}
  npx ses-smtp credential add jane --from jane@${domain} --wait

The first line points the commands of that terminal at the sandbox; the second
prints a sheet for setting up a mail client. npx ses-smtp credential --help
lists the other commands. The same without them: docs/credentials.md.

Ctrl-C stops everything and cleans up. Until then, what happens appears here:
`;
}
