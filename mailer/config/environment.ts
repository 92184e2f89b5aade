import { configurationError, type Fault, MailerError } from "../errors/mailer-error";
import { credentialsNeeded, modernised } from "./legacy";
import type { EmailConfig } from "./types";
import { parseConfig } from "./validate";

type Environment = Readonly<Record<string, string | undefined>>;

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
  const names = provider === "smtp" ? SMTP_NAMES : SES_NAMES;
  const parsed = parseConfig(provider === "smtp" ? smtp(environment) : ses(environment));
  if (parsed.state === "ready") return parsed.config;
  if (parsed.state === "credentials_needed")
    throw new MailerError("credentials_needed", `${parsed.message}.`);
  throw configurationError("The environment's mail configuration", inVariables(parsed.faults, names));
}

function ses(environment: Environment): unknown {
  const apiOnly = API_VARIABLES.filter(name => isSet(environment[name]));
  const hasLogin = isSet(environment.SES_SMTP_USERNAME) || isSet(environment.SES_SMTP_PASSWORD);
  if (apiOnly.length > 0 && !hasLogin) {
    // The AWS variables may be there for other services: they matter only where the login is missing.
    throw new MailerError("credentials_needed", `${credentialsNeeded(apiOnly.join(" and "))}.`);
  }
  return {
    ...(modernised({ provider: environment.EMAIL_PROVIDER }) as object),
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
const SES_NAMES: Readonly<Record<string, string>> = {
  ...COMMON_NAMES,
  region: "AWS_REGION",
  configurationSet: "AWS_SES_CONFIGURATION_SET",
  smtpUsername: "SES_SMTP_USERNAME",
  smtpPassword: "SES_SMTP_PASSWORD",
};
const SMTP_NAMES: Readonly<Record<string, string>> = {
  ...COMMON_NAMES,
  host: "SMTP_HOST",
  username: "SMTP_USERNAME",
  password: "SMTP_PASSWORD",
};
/** Read in a way of their own; only their faults are told by these names. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  port: "SMTP_PORT",
  secure: "SMTP_SECURE",
  "endpoint.host": "SES_SMTP_ENDPOINT",
  "endpoint.port": "SES_SMTP_ENDPOINT",
};

function named(environment: Environment, names: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(names).flatMap(([key, variable]) => {
      const value = environment[variable];
      return value === undefined || value === "" || key === "provider" ? [] : [[key, value]];
    }),
  );
}

/** `host:port`; without a port, 587. */
function endpoint(text: string): { host: string; port: number } {
  const [, host = "", port = "587"] = /^(.*?)(?::(\d+))?$/.exec(text) ?? [];
  return { host, port: Number(port) };
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== "" && value !== "false";
}

function inVariables(faults: readonly Fault[], names: Readonly<Record<string, string>>): Fault[] {
  return faults.map(({ key, message }) => ({ key: names[key] ?? OTHER_NAMES[key] ?? key, message }));
}
