import { configNameOf } from "../../records/keys";
import { currentName, modernized } from "../config/legacy";
import { CONFIG_KEYS, type SettingNames } from "../config/names";
import { type ParsedConfig, parseNamed } from "../config/validate";
import { issueText } from "../validation/issue";
import { serverIssues, type TrustedEndpoint } from "./trusted-endpoint";

export const ENTITY_TYPE = "email_config";

/** A configuration as DynamoDB has it: unknown attributes are kept. */
export type ConfigRecord = Readonly<Record<string, unknown>>;

/** A name is part of a key, a KMS context and command lines. */
export function isConfigName(name: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(name);
}

function nameOf(record: ConfigRecord): string {
  return configNameOf(String(record.SK)) ?? "";
}

/** The attribute that holds the encrypted password. */
export function secretFieldOf(record: ConfigRecord): "smtpPassword" | "password" {
  return (modernized(record) as ConfigRecord).provider === "smtp" ? "password" : "smtpPassword";
}

/** What only configurations of one provider have, and what is about their server. */
const OWN_ATTRIBUTES = {
  ses: ["region", "smtpUsername", "smtpPassword", "endpoint", "configurationSet", "credential", "tls"],
  smtp: ["host", "port", "secure", "username", "password", "tls"],
} as const;

/**
 * Attributes of a record that mean nothing with another provider: a login, or a certificate authority, of a server that
 * it is no longer for.
 *
 * @param provider the one it is to have; undefined: it stays
 */
export function leftByProvider(record: ConfigRecord, provider: unknown): string[] {
  const before = (modernized(record) as ConfigRecord).provider;
  if (provider === undefined || provider === before || (before !== "ses" && before !== "smtp")) return [];
  const names: readonly string[] = OWN_ATTRIBUTES[before];
  return Object.keys(record).filter(name => names.includes(currentName(name)));
}

/** The name of the personal credential (`SMTP_USER` record) that a configuration sends with instead of its own login. */
export function credentialOf(record: ConfigRecord): string | undefined {
  return typeof record.credential === "string" && record.credential !== "" ? record.credential : undefined;
}

/**
 * Whether a record can be sent with, without decrypting anything.
 *
 * @param trusted the endpoint that the application trusts with personal credentials; the record's own endpoint does not
 *   count
 */
export function judge(
  record: ConfigRecord,
  names: SettingNames = CONFIG_KEYS,
  trusted: TrustedEndpoint = {},
): ParsedConfig {
  const fields = modernized(record) as ConfigRecord;
  if (credentialOf(record) === undefined) return parseNamed(fields, names);
  const issues = serverIssues(fields, trusted).map(issue => ({ ...issue, key: names.nameOf(issue.key) }));
  if (issues.length > 0) return { state: "invalid", issues };
  const login = { smtpUsername: "(credential)", smtpPassword: "(credential)" };
  const endpoint = trusted.endpoint ?? fields.endpoint;
  return parseNamed({ ...fields, ...login, endpoint, tls: trusted.tls }, names);
}

/** The parts of a record that may be shown. */
export interface ConfigSummary {
  name: string;
  provider: string;
  state: ParsedConfig["state"];
  /** Why it is not ready; one text per issue. */
  problems: readonly string[];
  region?: string;
  host?: string;
  port?: number;
  /** TLS from the start, or not; absent: the port decides. */
  secure?: boolean;
  /** A certificate authority of its own is trusted. */
  privateCa?: true;
  /** Its password is sent also where the server offers no TLS. */
  cleartext?: true;
  from: string;
  username?: string;
  credential?: string;
  configurationSet?: string;
  migrated: boolean;
}

export function summarize(
  record: ConfigRecord,
  names: SettingNames,
  trusted: TrustedEndpoint,
): ConfigSummary {
  const fields = modernized(record) as ConfigRecord;
  const isOurs = credentialOf(record) !== undefined;
  const ours = isOurs ? trusted.endpoint : undefined;
  const endpoint = (ours ?? fields.endpoint ?? fields) as { host?: string; port?: number; secure?: unknown };
  const { ca, required } = ((isOurs ? undefined : fields.tls) ?? {}) as { ca?: unknown; required?: unknown };
  const {
    region,
    configurationSet,
    credential,
    fromEmail,
    fromName,
    smtpUsername,
    username = smtpUsername,
  } = fields;
  const address = typeof fromEmail === "string" ? fromEmail : "";
  const from = typeof fromName === "string" ? `${fromName} <${address}>` : address;
  const judged = judge(record, names, trusted);
  return {
    name: nameOf(record),
    provider: String(fields.provider),
    state: judged.state,
    problems: problemsOf(judged),
    from,
    migrated: record[BACKUP] !== undefined,
    // With a credential, its own login is not used.
    ...texts({
      ...{ region, host: endpoint.host, credential, configurationSet },
      username: isOurs ? undefined : username,
    }),
    ...(endpoint.port !== undefined && { port: Number(endpoint.port) }),
    ...(typeof endpoint.secure === "boolean" && { secure: endpoint.secure }),
    ...(ca !== undefined && { privateCa: true }),
    ...(required === false && { cleartext: true }),
  };
}

/** The attribute where a migration keeps what it replaced, until it is deleted. */
export const BACKUP = "before_migration";

function problemsOf(judged: ParsedConfig): string[] {
  return judged.state === "ready" ? [] : judged.issues.map(issueText);
}

function texts<Key extends string>(fields: Record<Key, unknown>): Partial<Record<Key, string>> {
  const given = Object.entries(fields).filter(([, value]) => typeof value === "string");
  return Object.fromEntries(given) as Partial<Record<Key, string>>;
}
