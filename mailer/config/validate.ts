import { isIP } from "node:net";
import { SES_REGIONS } from "../../records/ses-regions";
import { configurationError, credentialsNeededError } from "../errors/mailer-error";
import { addressRemedy, parseAddress } from "../validation/addresses";
import type { Issue } from "../validation/issue";
import { quoted, Validator } from "../validation/validator";
import { FieldReader } from "./field-reader";
import { apiCredentialsIn, modernized } from "./legacy";
import { CONFIG_KEYS, type SettingNames } from "./names";
import { regionRemedy } from "./regions";
import type { EmailConfig, SesConfig, SmtpConfig } from "./types";

export type ParsedConfig =
  | { state: "ready"; config: EmailConfig }
  /** `credentials_needed`: made for the SES API; everything is there except the SMTP login. */
  | { state: "credentials_needed" | "invalid"; issues: readonly Issue[] };

/**
 * Reads a configuration of unknown origin, including those made for the SES API (`provider: "aws_ses"`). Reports all
 * issues at once, and never quotes a secret.
 */
export function parseConfig(input: unknown): ParsedConfig {
  return parseNamed(input, CONFIG_KEYS);
}

/** @throws MailerError `configuration` with all issues, or `credentials_needed` */
export function validConfig(input: unknown): EmailConfig {
  return readyConfig(parseConfig(input), "mail configuration");
}

/** @param what whose configuration it is, such as `configuration "app"` @throws as {@link validConfig} */
export function readyConfig(parsed: ParsedConfig, what: string): EmailConfig {
  if (parsed.state === "ready") return parsed.config;
  if (parsed.state === "credentials_needed") throw credentialsNeededError(what, parsed.issues);
  throw configurationError(what, parsed.issues);
}

/** {@link parseConfig} with other names in its issues. */
export function parseNamed(input: unknown, names: SettingNames): ParsedConfig {
  const validator = new Validator(names.nameOf);
  const fields = validator.object("config", modernized(input));
  const { issues } = validator;
  if (issues.length > 0) return { state: "invalid", issues };
  const reader = new FieldReader(fields, validator);
  const { provider } = fields;
  if (provider === "smtp") return finished(smtp(reader, names), issues);
  if (!validator.shape("provider", provider, PROVIDER)) return { state: "invalid", issues };
  const found = apiCredentialsIn(fields);
  const config = ses(reader, names, found.length > 0);
  if (found.length === 0) return finished(config, issues);
  // Everything else was checked as well, so that one correction is enough.
  const state = issues.length === 0 ? "credentials_needed" : "invalid";
  validator.report(
    "smtpUsername",
    `SMTP credentials are needed: ${found.map(names.nameOf).join(" and ")} ${found.length === 1 ? "is" : "are"} for the SES API, which is not used`,
    `get a user name and password with \`ses-smtp credential add\` or from the SES console under SMTP settings, then ${names.setLogin}`,
  );
  return { state, issues };
}

const PROVIDER = {
  fits: (value: unknown) => value === "ses" || value === "smtp",
  expected: 'must be "ses" or "smtp"',
};

function finished(config: EmailConfig, issues: readonly Issue[]): ParsedConfig {
  return issues.length === 0 ? { state: "ready", config } : { state: "invalid", issues };
}

function ses(reader: FieldReader, names: SettingNames, withoutLogin: boolean): SesConfig {
  const endpoint = reader.group("endpoint", fields => ({
    host: host(fields),
    port: fields.port("port"),
    ...(fields.has("secure") ? { secure: fields.flag("secure") } : {}),
  }));
  const configurationSet = reader.optionalText("configurationSet", "the name of a configuration set");
  if (configurationSet && !/^[A-Za-z0-9_-]{1,64}$/.test(configurationSet)) {
    reader.report("configurationSet", "not a valid name", "use up to 64 letters, digits, - and _");
  }
  return {
    provider: "ses",
    region: region(reader, names),
    ...sender(reader, names, false),
    smtpUsername: withoutLogin ? "" : reader.text("smtpUsername", "the SMTP user name (AKIA…)"),
    smtpPassword: withoutLogin ? "" : reader.text("smtpPassword", "the SMTP password"),
    ...(endpoint && { endpoint }),
    ...(configurationSet !== undefined && { configurationSet }),
    ...tls(reader),
  };
}

function smtp(reader: FieldReader, names: SettingNames): SmtpConfig {
  const username = reader.optionalText("username", "the user name");
  const password = reader.optionalText("password", "the password");
  if ((username === undefined) !== (password === undefined)) {
    const key = username === undefined ? "username" : "password";
    reader.report(key, "missing", "set both user name and password, or neither");
  }
  return {
    provider: "smtp",
    host: host(reader),
    port: reader.port("port"),
    secure: reader.flag("secure"),
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    ...sender(reader, names, true),
    ...tls(reader),
    ...ehloName(reader),
  };
}

function region(reader: FieldReader, { setEndpoint }: SettingNames): string {
  const value = reader.text("region", "the region, such as eu-central-1");
  // With an endpoint the host does not come from the region, so any region is accepted.
  if (value !== "" && !SES_REGIONS.includes(value) && !reader.has("endpoint")) {
    const problem = `${quoted(value)} is not an SES region this version knows`;
    reader.report("region", problem, regionRemedy(value, setEndpoint));
  }
  return value;
}

function sender(
  reader: FieldReader,
  { nameOf }: SettingNames,
  quotedLocalPart: boolean,
): { fromEmail: string; fromName?: string } {
  const text = reader.text("fromEmail", "the address that messages are sent from");
  const parsed = parseAddress(text, { quoted: quotedLocalPart });
  if (text !== "" && !parsed) {
    const remedy = addressRemedy(text, "app@example.com", `set the name as ${nameOf("fromName")}`);
    reader.report("fromEmail", `${quoted(text)} is not an email address`, remedy);
  }
  const fromName = reader.optionalText("fromName", "the sender's name") ?? parsed?.name;
  return { fromEmail: parsed?.address ?? text, ...(fromName !== undefined && { fromName }) };
}

const HOST_NAME = /^(?=.{1,253}$)[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?(?:\.[A-Za-z0-9_-]+)*\.?$/;

function host(reader: FieldReader): string {
  const value = reader.text("host", "a host name");
  // A URL may contain a password: never shown.
  if (/[@/]/.test(value))
    reader.report("host", "contains a URL, a login or a path", "must be a host name alone");
  else if (value !== "" && isIP(value) === 0 && !HOST_NAME.test(value))
    reader.report("host", `${quoted(value)} is not a host name`, "use one such as mail.example.com");
  return value;
}

/** RFC 5321, section 4.1.1.1: a domain name, or an address literal. */
function ehloName(reader: FieldReader): { ehloName?: string } {
  const name = reader.optionalText("ehloName", "the name for EHLO");
  if (name === undefined) return {};
  const [, address] = /^\[(?:IPv6:)?([^\]]+)\]$/i.exec(name) ?? [];
  if (address === undefined ? !HOST_NAME.test(name) : isIP(address) === 0)
    reader.report(
      "ehloName",
      `${quoted(name)} is not a host name`,
      "use one such as app.example.com, or an address as [192.0.2.1]",
    );
  return { ehloName: name };
}

function tls(reader: FieldReader): { tls?: { ca?: string; required?: boolean } } {
  const value = reader.group("tls", fields => ({
    ...(fields.has("ca") ? { ca: certificate(fields) } : {}),
    ...(fields.has("required") ? { required: fields.flag("required") } : {}),
  }));
  return value === undefined ? {} : { tls: value };
}

function certificate(reader: FieldReader): string {
  const value = reader.multiline("ca");
  if (!value.includes("-----BEGIN CERTIFICATE-----"))
    reader.report("ca", "not a PEM certificate", "use the file's contents, not its path");
  return value;
}
