import { configurationError } from "../errors/mailer-error";
import { isAwsSes } from "./legacy";
import { namesFrom } from "./names";
import type { EmailConfig, SesConfig } from "./types";
import { parseNamed, readyConfig } from "./validate";
import { Validator } from "../validation/validator";

type Environment = Readonly<Record<string, string | undefined>>;
type Variables = Readonly<Record<string, string>>;

type SesEndpoint = Pick<SesConfig, "endpoint" | "tls">;

const WHAT = "mail configuration in the environment";

/**
 * Reads a configuration from environment variables.
 *
 * SES: `EMAIL_PROVIDER=aws_ses` (or `ses`), `AWS_REGION`, `EMAIL_FROM`, `EMAIL_FROM_NAME`, `AWS_SES_CONFIGURATION_SET`,
 * `SES_SMTP_USERNAME`, `SES_SMTP_PASSWORD`, and where needed `SES_SMTP_ENDPOINT` (`host:port`) and `SES_SMTP_CA` (PEM).
 * Any other server: `EMAIL_PROVIDER=smtp`, `SMTP_HOST`, `SMTP_PORT`, `SMTP_SECURE`, `SMTP_TLS_REQUIRED`,
 * `SMTP_USERNAME`, `SMTP_PASSWORD`, `SMTP_CA`, `SMTP_EHLO_NAME`, `EMAIL_FROM`, `EMAIL_FROM_NAME`.
 *
 * @throws MailerError `configuration` whose issues name the variables, or `credentials_needed` where
 * AWS_SES_USE_IAM_ROLE or AWS_ACCESS_KEY_ID are set in place of the SMTP login
 */
export function configFromEnvironment(environment: Environment): EmailConfig {
  const provider = environment.EMAIL_PROVIDER || undefined;
  if (provider === "smtp") return readyConfig(parseNamed(smtp(environment), SMTP_NAMES), WHAT);
  const validator = new Validator();
  if (!validator.shape("EMAIL_PROVIDER", provider, PROVIDER))
    throw configurationError(WHAT, validator.issues);
  return readyConfig(parseNamed(ses(environment), SES_NAMES), WHAT);
}

const PROVIDER = { fits: isAwsSes, expected: 'must be "aws_ses", "ses" or "smtp"' };

function ses(environment: Environment): unknown {
  return {
    provider: "ses",
    ...valuesOf(environment, SES_VARIABLES),
    ...sesEndpoint(environment),
    // They may be there for other services: they matter only where the SMTP login is missing.
    ...(environment.AWS_SES_USE_IAM_ROLE !== "false" && valuesOf(environment, IAM_ROLE)),
    ...valuesOf(environment, ACCESS_KEY),
  };
}

/** The part of a configuration that SES_SMTP_ENDPOINT and SES_SMTP_CA stand for. */
export function sesEndpoint({ SES_SMTP_ENDPOINT, SES_SMTP_CA }: Environment): SesEndpoint {
  return {
    ...(SES_SMTP_ENDPOINT && { endpoint: endpoint(SES_SMTP_ENDPOINT) }),
    ...(SES_SMTP_CA && { tls: { ca: SES_SMTP_CA } }),
  };
}

function smtp(environment: Environment): unknown {
  const { SMTP_PORT, SMTP_SECURE = "false", SMTP_TLS_REQUIRED, SMTP_CA } = environment;
  const tls = {
    ...(SMTP_CA && { ca: SMTP_CA }),
    ...(SMTP_TLS_REQUIRED && { required: SWITCH[SMTP_TLS_REQUIRED] ?? SMTP_TLS_REQUIRED }),
  };
  return {
    provider: "smtp",
    ...valuesOf(environment, SMTP_VARIABLES),
    port: SMTP_PORT ? Number(SMTP_PORT) : undefined,
    secure: SWITCH[SMTP_SECURE] ?? SMTP_SECURE,
    ...(Object.keys(tls).length > 0 && { tls }),
  };
}

const SWITCH: Readonly<Record<string, boolean>> = { true: true, false: false, "1": true, "0": false };

const SENDER: Variables = { fromEmail: "EMAIL_FROM", fromName: "EMAIL_FROM_NAME" };
const SES_VARIABLES: Variables = {
  ...SENDER,
  region: "AWS_REGION",
  configurationSet: "AWS_SES_CONFIGURATION_SET",
  smtpUsername: "SES_SMTP_USERNAME",
  smtpPassword: "SES_SMTP_PASSWORD",
};
const IAM_ROLE: Variables = { useIamRole: "AWS_SES_USE_IAM_ROLE" };
const ACCESS_KEY: Variables = { accessKeyId: "AWS_ACCESS_KEY_ID", secretAccessKey: "AWS_SECRET_ACCESS_KEY" };
const SMTP_VARIABLES: Variables = {
  ...SENDER,
  host: "SMTP_HOST",
  username: "SMTP_USERNAME",
  password: "SMTP_PASSWORD",
  ehloName: "SMTP_EHLO_NAME",
};

const REMEDIES = {
  setLogin: "set SES_SMTP_USERNAME and SES_SMTP_PASSWORD",
  setEndpoint: "set SES_SMTP_ENDPOINT=email-smtp.REGION.amazonaws.com:587",
};
export const SES_NAMES = namesFrom(
  {
    ...SES_VARIABLES,
    ...IAM_ROLE,
    ...ACCESS_KEY,
    "endpoint.host": "SES_SMTP_ENDPOINT",
    "endpoint.port": "SES_SMTP_ENDPOINT",
    "tls.ca": "SES_SMTP_CA",
  },
  REMEDIES,
);
const SMTP_NAMES = namesFrom(
  {
    ...SMTP_VARIABLES,
    port: "SMTP_PORT",
    secure: "SMTP_SECURE",
    "tls.ca": "SMTP_CA",
    "tls.required": "SMTP_TLS_REQUIRED",
  },
  REMEDIES,
);

/** By key; an empty variable counts as unset. */
function valuesOf(environment: Environment, variables: Variables): Record<string, string> {
  return Object.fromEntries(
    Object.entries(variables).flatMap(([key, variable]) => {
      const value = environment[variable];
      return value ? [[key, value]] : [];
    }),
  );
}

/** `host:port`, `[IPv6]:port`; without a port, 587. */
function endpoint(text: string): { host: string; port: number } {
  const [, ipv6, name = "", port = "587"] = /^(?:\[(.*)\]|(.*?))(?::(\d+))?$/.exec(text) ?? [];
  return { host: ipv6 ?? name, port: Number(port) };
}
