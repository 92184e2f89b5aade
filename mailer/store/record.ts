import { modernised } from "../config/legacy";
import { parseConfig, type ParsedConfig } from "../config/validate";

/** Partition and sort key of a mail configuration in the single table. */
export const CONFIG_PK = "EMAIL_CONFIG";
const SORT_KEY_PREFIX = "CONFIG#";
export const ENTITY_TYPE = "email_config";

/** A configuration as DynamoDB has it: attributes that are not known here are kept as they are. */
export type ConfigRecord = Readonly<Record<string, unknown>>;

/** A name is part of a key, a KMS context and command lines. */
export function isConfigName(name: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(name);
}

export function keyOf(name: string): { PK: string; SK: string } {
  return { PK: CONFIG_PK, SK: `${SORT_KEY_PREFIX}${name}` };
}

export function nameOf(record: ConfigRecord): string {
  return String(record.SK).slice(SORT_KEY_PREFIX.length);
}

/** The attribute that holds the encrypted password. */
export function secretFieldOf(record: ConfigRecord): "smtpPassword" | "password" {
  return record.provider === "smtp" ? "password" : "smtpPassword";
}

/** Binds a ciphertext to its record and field: copied elsewhere it does not decrypt. */
export function configContext(table: string, name: string, field: string): Record<string, string> {
  return { purpose: "email-config", table, config: name, field };
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
