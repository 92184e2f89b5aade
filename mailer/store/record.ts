import { configNameOf } from "../../records/keys";
import { modernised } from "../config/legacy";
import { parseConfig, type ParsedConfig } from "../config/validate";

export const ENTITY_TYPE = "email_config";

/** A configuration as DynamoDB has it: attributes that are not known here are kept as they are. */
export type ConfigRecord = Readonly<Record<string, unknown>>;

/** A name is part of a key, a KMS context and command lines. */
export function isConfigName(name: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(name);
}

export function nameOf(record: ConfigRecord): string {
  return configNameOf(String(record.SK)) ?? "";
}

/** The attribute that holds the encrypted password. */
export function secretFieldOf(record: ConfigRecord): "smtpPassword" | "password" {
  return record.provider === "smtp" ? "password" : "smtpPassword";
}

/** The name of the personal credential (`SMTP_USER` record) that a configuration sends with, in place of a login of its own. */
export function credentialOf(record: ConfigRecord): string | undefined {
  return typeof record.credential === "string" && record.credential !== "" ? record.credential : undefined;
}

/** What a record is good for, judged without decrypting anything. */
export function judge(record: ConfigRecord): ParsedConfig {
  const login =
    credentialOf(record) === undefined ? {} : { smtpUsername: "(credential)", smtpPassword: "(credential)" };
  return parseConfig({ ...(modernised(record) as object), ...login });
}

/** What may be shown of a record. */
export interface ConfigSummary {
  name: string;
  provider: string;
  state: ParsedConfig["state"];
  /** Why it is not ready; one text a fault. */
  problems: readonly string[];
  region?: string;
  host?: string;
  port?: number;
  from: string;
  username?: string;
  credential?: string;
  configurationSet?: string;
  migrated: boolean;
}

export function summarise(record: ConfigRecord): ConfigSummary {
  const fields = modernised(record) as ConfigRecord;
  const endpoint = (fields.endpoint ?? fields) as { host?: string; port?: number };
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
  const judged = judge(record);
  return {
    name: nameOf(record),
    provider: String(fields.provider),
    state: judged.state,
    problems: problemsOf(judged),
    from,
    migrated: record[BACKUP] !== undefined,
    // A login of its own is not used beside a credential.
    ...texts({
      ...{ region, host: endpoint.host, credential, configurationSet },
      username: credentialOf(record) === undefined ? username : undefined,
    }),
    ...(endpoint.port !== undefined && { port: Number(endpoint.port) }),
  };
}

/** Where a migration keeps what it replaced, until it is forgotten. */
export const BACKUP = "before_migration";

function problemsOf(judged: ParsedConfig): string[] {
  if (judged.state === "credentials_needed") return [judged.message];
  return judged.state === "invalid" ? judged.faults.map(({ key, message }) => `${key}: ${message}`) : [];
}

function texts<Key extends string>(fields: Record<Key, unknown>): Partial<Record<Key, string>> {
  const given = Object.entries(fields).filter(([, value]) => typeof value === "string");
  return Object.fromEntries(given) as Partial<Record<Key, string>>;
}
