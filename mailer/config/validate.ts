import { isIP } from "node:net";
import { parseAddress } from "../message/addresses";
import { SES_REGIONS } from "../../records/ses-regions";
import { regionRemedy } from "../regions";
import { configurationError, type Fault, MailerError } from "../errors/mailer-error";
import { Checker } from "./checker";
import { apiCredentialsFound, modernised } from "./legacy";
import type { EmailConfig, SesConfig, SmtpConfig } from "./types";

export type ParsedConfig =
  | { state: "ready"; config: EmailConfig }
  /** Made for the SES API: everything is there but the SMTP login. */
  | { state: "credentials_needed"; message: string }
  | { state: "invalid"; faults: readonly Fault[] };

/**
 * Reads a configuration of unknown origin, those made for the SES API (`provider: "aws_ses"`) among them. All faults
 * at once; secrets are never quoted.
 */
export function parseConfig(input: unknown): ParsedConfig {
  if (typeof input !== "object" || input === null) {
    return { state: "invalid", faults: [{ key: "config", message: "must be an object" }] };
  }
  const fields = modernised(input) as Record<string, unknown>;
  const checker = new Checker(fields);
  if (fields.provider === "smtp") return finished(smtp(checker), checker);
  if (fields.provider !== "ses") {
    checker.fault(
      "provider",
      `must be "ses" or "smtp", and is ${JSON.stringify(fields.provider) ?? "missing"}`,
    );
    return { state: "invalid", faults: checker.faults };
  }
  const needed = apiCredentialsFound(fields);
  // Without a login everything else is still checked, so that one correction is enough.
  if (needed !== undefined) {
    ses(checker, true);
    if (checker.faults.length === 0) return { state: "credentials_needed", message: needed };
    return { state: "invalid", faults: [...checker.faults, { key: "smtpUsername", message: needed }] };
  }
  return finished(ses(checker), checker);
}

/** @throws MailerError `configuration` with all faults, or `credentials_needed` */
export function validConfig(input: unknown): EmailConfig {
  const parsed = parseConfig(input);
  if (parsed.state === "ready") return parsed.config;
  if (parsed.state === "credentials_needed")
    throw new MailerError("credentials_needed", `${parsed.message}.`);
  throw configurationError("The mail configuration", parsed.faults);
}

function finished(config: EmailConfig, { faults }: Checker): ParsedConfig {
  return faults.length === 0 ? { state: "ready", config } : { state: "invalid", faults };
}

function ses(checker: Checker, withoutLogin = false): SesConfig {
  const endpoint = checker.group("endpoint", fields => ({
    host: host(fields),
    port: fields.port("port"),
    ...(fields.has("secure") ? { secure: fields.flag("secure") } : {}),
  }));
  const configurationSet = checker.optionalText("configurationSet", "the name of a configuration set");
  if (configurationSet && !/^[A-Za-z0-9_-]{1,64}$/.test(configurationSet)) {
    checker.fault("configurationSet", "may hold letters, digits, - and _, up to 64");
  }
  return {
    provider: "ses",
    region: region(checker),
    ...sender(checker),
    smtpUsername: withoutLogin ? "" : checker.text("smtpUsername", "the SMTP user name (AKIA…)"),
    smtpPassword: withoutLogin ? "" : checker.text("smtpPassword", "the SMTP password"),
    ...(endpoint && { endpoint }),
    ...(configurationSet !== undefined && { configurationSet }),
    ...tls(checker),
  };
}

function smtp(checker: Checker): SmtpConfig {
  const username = checker.optionalText("username", "the user name");
  const password = checker.optionalText("password", "the password");
  if ((username === undefined) !== (password === undefined)) {
    checker.fault(username === undefined ? "username" : "password", "is missing: a login needs both");
  }
  return {
    provider: "smtp",
    host: host(checker),
    port: checker.port("port"),
    secure: checker.flag("secure"),
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    ...sender(checker),
    ...tls(checker),
  };
}

/** The way round the list of regions, in a configuration object. */
export const ENDPOINT_OVERRIDE = 'endpoint: { host: "email-smtp.REGION.amazonaws.com", port: 587 }';

function region(checker: Checker): string {
  const value = checker.text("region", "the region, such as eu-central-1");
  // With an endpoint the host does not come from the region: that is the way round the list.
  if (value !== "" && !SES_REGIONS.includes(value) && !checker.has("endpoint")) {
    checker.fault(
      "region",
      `"${value}" is not a region with SES that this version knows: ${regionRemedy(value)} ` +
        `(if it is right, give ${ENDPOINT_OVERRIDE})`,
    );
  }
  return value;
}

function sender(checker: Checker): { fromEmail: string; fromName?: string } {
  const text = checker.text("fromEmail", "the address that messages come from");
  const parsed = parseAddress(text);
  if (text !== "" && !parsed) checker.fault("fromEmail", `${JSON.stringify(text)} is not an e-mail address`);
  const fromName = checker.optionalText("fromName", "the sender's name") ?? parsed?.name;
  return { fromEmail: parsed?.address ?? text, ...(fromName !== undefined && { fromName }) };
}

const HOST_NAME = /^(?=.{1,253}$)[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?(?:\.[A-Za-z0-9_-]+)*\.?$/;

function host(checker: Checker): string {
  const value = checker.text("host", "a host name");
  // A URL may hold a password: it is not shown.
  if (/[@/]/.test(value)) checker.fault("host", "must be a host name alone: no smtp://, login or path");
  else if (value !== "" && isIP(value) === 0 && !HOST_NAME.test(value))
    checker.fault("host", `${JSON.stringify(value)} is not a host name`);
  return value;
}

function tls(checker: Checker): { tls?: { ca?: string; required?: boolean } } {
  const value = checker.group("tls", fields => ({
    ...(fields.has("ca") ? { ca: certificate(fields) } : {}),
    ...(fields.has("required") ? { required: fields.flag("required") } : {}),
  }));
  return value === undefined ? {} : { tls: value };
}

function certificate(checker: Checker): string {
  const value = checker.multiline("ca");
  if (!value.includes("-----BEGIN CERTIFICATE-----"))
    checker.fault("ca", "must be a certificate in PEM form: give the file's contents, not its path");
  return value;
}
