import type { LocalSes } from "./ses/local-ses";

/** The default domain, as in the requirements' examples. */
export const DOMAIN = "company.com";

/** What the sandbox sets, and the settings given. */
export function programConfig(
  settings: Record<string, string>,
  kmsKeyArn: string,
  ses: LocalSes,
): Record<string, string> {
  const values: Record<string, string> = {
    domains: JSON.stringify([DOMAIN]),
    mailFromSubdomain: "mail",
    deletionProtection: "false",
    enforcement: "suspend",
    kmsKeyArn,
    smtpEndpointOverride: `localhost:${ses.smtp.port}`,
    smtpCaFile: ses.smtp.caFile,
    ...settings,
  };
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [`ses-smtp:${name}`, value]));
}

/** The program has already validated that these settings are lists. */
export function senderDomain(config: Record<string, string>): string {
  const domains = config["ses-smtp:allowedFromDomains"] ?? config["ses-smtp:domains"] ?? "";
  return (JSON.parse(domains) as string[])[0] ?? DOMAIN;
}
