import { configurationError, type Fault, MailerError } from "../errors/mailer-error";
import { credentialsNeeded, isAwsSes } from "./legacy";
import type { EmailConfig } from "./types";
import { ENDPOINT_OVERRIDE, type ParsedConfig, parseConfig } from "./validate";

type Environment = Readonly<Record<string, string | undefined>>;
type Names = Readonly<Record<string, string>>;

/**
 * Reads a configuration from environment variables.
 *
 * SES: `EMAIL_PROVIDER=aws_ses` (or `ses`), `AWS_REGION`, `EMAIL_FROM`, `EMAIL_FROM_NAME`, `AWS_SES_CONFIGURATION_SET`,
 * `SES_SMTP_USERNAME`, `SES_SMTP_PASSWORD`, and where needed `SES_SMTP_ENDPOINT` (`host:port`) and `SES_SMTP_CA` (PEM).
 * Any other server: `EMAIL_PROVIDER=smtp`, `SMTP_HOST`, `SMTP_PORT`, `SMTP_SECURE`, `SMTP_USERNAME`, `SMTP_PASSWORD`,
 * `SMTP_CA`, `EMAIL_FROM`, `EMAIL_FROM_NAME`.
 *
 * @throws MailerError `configuration` naming every variable at fault, or `credentials_needed` where
 * AWS_SES_USE_IAM_ROLE or AWS_ACCESS_KEY_ID stand in place of the SMTP login
 */
export function configFromEnvironment(environment: Environment): EmailConfig {
  const provider = environment.EMAIL_PROVIDER;
  if (provider === "smtp") return ready(parseConfig(smtp(environment)), SMTP_FAULTS);
  if (!isAwsSes(provider)) {
    const given = isSet(provider) ? `and is ${JSON.stringify(provider)}` : "and is missing";
    throw configurationError(WHAT, [
      { key: "EMAIL_PROVIDER", message: `must be "aws_ses", "ses" or "smtp", ${given}` },
    ]);
  }
  const apiOnly = API_VARIABLES.filter(name => isSet(environment[name]));
  const hasLogin = isSet(environment.SES_SMTP_USERNAME) || isSet(environment.SES_SMTP_PASSWORD);
  // The AWS variables may be there for other services: they matter only where the login is missing.
  if (apiOnly.length > 0 && !hasLogin) throw withoutLogin(environment, apiOnly);
  return ready(parseConfig(ses(environment)), SES_FAULTS);
}

const WHAT = "The environment's mail configuration";

function ready(parsed: ParsedConfig, names: Names): EmailConfig {
  if (parsed.state === "ready") return parsed.config;
  if (parsed.state === "credentials_needed")
    throw new MailerError("credentials_needed", `${parsed.message}.`);
  throw configurationError(WHAT, inVariables(parsed.faults, names));
}

/** All else that is wrong is told with it. */
function withoutLogin(environment: Environment, found: readonly string[]): MailerError {
  const needed = credentialsNeeded(found.join(" and "));
  const parsed = parseConfig({ ...ses(environment), smtpUsername: "(missing)", smtpPassword: "(missing)" });
  if (parsed.state !== "invalid") return new MailerError("credentials_needed", `${needed}.`);
  const faults = inVariables(parsed.faults, SES_FAULTS);
  return configurationError(WHAT, [...faults, { key: "SES_SMTP_USERNAME", message: needed }]);
}

function ses(environment: Environment): Readonly<Record<string, unknown>> {
  return {
    provider: "ses",
    ...named(environment, SES_NAMES),
    ...(isSet(environment.SES_SMTP_ENDPOINT) && { endpoint: endpoint(environment.SES_SMTP_ENDPOINT ?? "") }),
    ...(isSet(environment.SES_SMTP_CA) && { tls: { ca: environment.SES_SMTP_CA } }),
  };
}

function smtp(environment: Environment): unknown {
  return {
    provider: "smtp",
    ...named(environment, SMTP_NAMES),
    port: Number(environment.SMTP_PORT),
    secure: SWITCH[environment.SMTP_SECURE ?? "false"],
    ...(isSet(environment.SMTP_CA) && { tls: { ca: environment.SMTP_CA } }),
  };
}

const API_VARIABLES = ["AWS_SES_USE_IAM_ROLE", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"];
const SWITCH: Readonly<Record<string, boolean>> = { true: true, false: false, "1": true, "0": false };

const COMMON_NAMES = { provider: "EMAIL_PROVIDER", fromEmail: "EMAIL_FROM", fromName: "EMAIL_FROM_NAME" };
const SES_NAMES: Names = {
  ...COMMON_NAMES,
  region: "AWS_REGION",
  configurationSet: "AWS_SES_CONFIGURATION_SET",
  smtpUsername: "SES_SMTP_USERNAME",
  smtpPassword: "SES_SMTP_PASSWORD",
};
const SMTP_NAMES: Names = {
  ...COMMON_NAMES,
  host: "SMTP_HOST",
  username: "SMTP_USERNAME",
  password: "SMTP_PASSWORD",
};
/** By which names faults are told: also of what is read in a way of its own. */
const SES_FAULTS: Names = {
  ...SES_NAMES,
  "endpoint.host": "SES_SMTP_ENDPOINT",
  "endpoint.port": "SES_SMTP_ENDPOINT",
  "tls.ca": "SES_SMTP_CA",
};
const SMTP_FAULTS: Names = { ...SMTP_NAMES, port: "SMTP_PORT", secure: "SMTP_SECURE", "tls.ca": "SMTP_CA" };

function named(environment: Environment, names: Names): Record<string, string> {
  return Object.fromEntries(
    Object.entries(names).flatMap(([key, variable]) => {
      const value = environment[variable];
      return value === undefined || value === "" || key === "provider" ? [] : [[key, value]];
    }),
  );
}

/** `host:port`, `[IPv6]:port`; without a port, 587. */
function endpoint(text: string): { host: string; port: number } {
  const [, ipv6, name = "", port = "587"] = /^(?:\[(.*)\]|(.*?))(?::(\d+))?$/.exec(text) ?? [];
  return { host: ipv6 ?? name, port: Number(port) };
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== "" && value !== "false";
}

function inVariables(faults: readonly Fault[], names: Names): Fault[] {
  return faults.map(({ key, message }) => ({
    key: names[key] ?? key,
    message: message.replace(ENDPOINT_OVERRIDE, "SES_SMTP_ENDPOINT=email-smtp.REGION.amazonaws.com:587"),
  }));
}
