import { sesSmtpHost, SES_REGIONS } from "../../records/ses-regions";
import { sesEndpoint, SES_NAMES } from "../config/environment";
import { CONFIG_KEYS } from "../config/names";
import type { Endpoint, SesConfig } from "../config/types";
import { parseNamed } from "../config/validate";
import { configurationError } from "../errors/mailer-error";
import type { Issue } from "../validation/issue";

/** A server that the application itself trusts with personal credentials, besides SES's own. */
export type TrustedEndpoint = Pick<SesConfig, "endpoint" | "tls">;

/** Any valid configuration: only its endpoint matters. */
const SAMPLE = {
  ...{ provider: "ses", region: "eu-central-1", fromEmail: "app@example.com" },
  ...{ smtpUsername: "-", smtpPassword: "-" },
};

/**
 * @param given the application's option; without it, SES_SMTP_ENDPOINT and SES_SMTP_CA decide
 * @throws MailerError `configuration`
 */
export function trustedEndpoint(
  given: (Endpoint & { ca?: string }) | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): TrustedEndpoint {
  const { ca, ...endpoint } = given ?? {};
  const trusted =
    given === undefined ? sesEndpoint(environment) : { endpoint, ...(ca !== undefined && { tls: { ca } }) };
  if (trusted.endpoint === undefined && trusted.tls === undefined) return {};
  const parsed = parseNamed({ ...SAMPLE, ...trusted }, given === undefined ? SES_NAMES : CONFIG_KEYS);
  if (parsed.state !== "ready") throw configurationError("trusted endpoint", parsed.issues);
  return trusted as TrustedEndpoint;
}

const REMEDY =
  "a personal credential is sent only to SES's own host in its region, or to the endpoint in the application's " +
  "options or environment (SES_SMTP_ENDPOINT, SES_SMTP_CA); for any other server, use a login of its own";

/**
 * Why a record may not use a personal credential. Otherwise somebody who can write the record could name a server of
 * their own, and receive the password.
 *
 * @param fields of a record that names a credential, with their current names
 */
export function serverIssues(fields: Readonly<Record<string, unknown>>, trusted: TrustedEndpoint): Issue[] {
  const { provider, region, endpoint, tls } = fields as Record<string, { host?: unknown; ca?: unknown }>;
  const issue = (key: string, problem: string): Issue => ({ key, problem, remedy: REMEDY });
  if ((provider as unknown) === "smtp") return [issue("credential", "set with provider smtp")];
  const issues: Issue[] = [];
  const host = endpoint?.host;
  if (host !== undefined && !isSesHost(host, region) && !sameEndpoint(endpoint, trusted.endpoint))
    issues.push(issue("endpoint.host", "set together with a credential"));
  if (tls?.ca !== undefined && tls.ca !== trusted.tls?.ca)
    issues.push(issue("tls.ca", "set together with a credential"));
  return issues;
}

function isSesHost(host: unknown, region: unknown): boolean {
  return SES_REGIONS.includes(region as string) && host === sesSmtpHost(region as string);
}

function sameEndpoint(endpoint: unknown, trusted: Endpoint | undefined): boolean {
  const { host, port } = endpoint as Partial<Endpoint>;
  return trusted !== undefined && host === trusted.host && Number(port) === trusted.port;
}
