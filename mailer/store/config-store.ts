import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DecryptCommand, EncryptCommand, KMSClient } from "@aws-sdk/client-kms";
import { SecretCipher } from "../../records/cipher";
import { modernized } from "../config/legacy";
import { CONFIG_KEYS, type SettingNames } from "../config/names";
import type { EmailConfig, Endpoint, SmtpLogin } from "../config/types";
import { readyConfig } from "../config/validate";
import { configurationError, MailerError } from "../errors/mailer-error";
import { issueText } from "../validation/issue";
import { differences, serverOf } from "./binding";
import { type ChangeReport, unchanged } from "./change-report";
import { type Changes, needsMigration, PLACEHOLDER, planForget, planMigration, planUndo } from "./migration";
import {
  type ConfigRecord,
  type ConfigSummary,
  credentialOf,
  ENTITY_TYPE,
  isConfigName,
  judge,
  leftByProvider,
  secretFieldOf,
  summarize,
} from "./record";
import { ServerRules } from "./server-rules";
import { StoredLogins, titled, withLogin } from "./stored-logins";
import { ConfigTable } from "./table";
import { type TrustedEndpoint, trustedEndpoint } from "./trusted-endpoint";

export interface ConfigStoreOptions {
  table: string;
  /** ARN. Needed to write passwords; when set, ciphertexts of other keys are not accepted. */
  kmsKey?: string;
  /**
   * Where personal credentials may be sent instead of SES's own host: a VPC endpoint, a region this version does not
   * list, a sandbox. Never read from the table. Default: SES_SMTP_ENDPOINT and SES_SMTP_CA.
   */
  endpoint?: Endpoint & { ca?: string };
  /** How issues name the settings. Default: the keys of a configuration. */
  names?: SettingNames;
  /** Default: a client configured by the environment. */
  dynamodb?: DynamoDBClient;
  kms?: KMSClient;
  now?: () => Date;
}

/** Configurations in DynamoDB, their passwords encrypted with KMS. */
export class ConfigStore {
  private readonly table: ConfigTable;
  private readonly logins: StoredLogins;
  private readonly names: SettingNames;
  private readonly trusted: TrustedEndpoint;
  private readonly servers: ServerRules;
  private readonly now: () => Date;

  /** @throws MailerError `configuration` where the endpoint is invalid */
  constructor({ table, kmsKey, names, dynamodb, kms = new KMSClient(), ...rest }: ConfigStoreOptions) {
    this.table = new ConfigTable(dynamodb ?? new DynamoDBClient(), table);
    const calls = {
      encrypt: (request: EncryptCommand["input"]) => kms.send(new EncryptCommand(request)),
      decrypt: (request: DecryptCommand["input"]) => kms.send(new DecryptCommand(request)),
    };
    this.names = names ?? CONFIG_KEYS;
    this.logins = new StoredLogins(this.table, new SecretCipher(calls, kmsKey), this.names);
    this.trusted = trustedEndpoint(rest.endpoint, process.env);
    this.servers = new ServerRules(this.logins, this.names, this.trusted);
    this.now = rest.now ?? (() => new Date());
  }

  async list(): Promise<ConfigSummary[]> {
    const records = await this.table.list();
    return Promise.all(records.map(record => this.summary(record)));
  }

  /** @throws MailerError `configuration` where there is no configuration of this name */
  async describe(name: string): Promise<ConfigSummary> {
    return this.summary(await this.existing(name));
  }

  /**
   * The configuration, ready to send with.
   *
   * @throws MailerError `credentials_needed`, or `configuration` where it does not exist, is invalid or does not decrypt
   */
  async load(name: string): Promise<EmailConfig> {
    const record = await this.existing(name);
    const config = readyConfig(judge(record, this.names, this.trusted), titled(name));
    const login = await this.logins.of(name, record, config);
    return login === undefined ? config : withLogin(config, login);
  }

  /**
   * The current login alone: what a mailer asks for when the server rejects the one it has.
   *
   * @param loaded the configuration in use: a login for another server is not returned
   */
  async login(name: string, loaded: EmailConfig): Promise<SmtpLogin> {
    const record = await this.existing(name);
    const config = readyConfig(judge(record, this.names, this.trusted), titled(name));
    const [moved] = differences(loaded, config);
    if (moved !== undefined)
      throw this.logins.invalid(name, moved, {
        problem: "changed since it was loaded",
        remedy: "load it again",
      });
    const login = await this.logins.of(name, record, config);
    if (login === undefined) throw this.logins.undecryptable(name, secretFieldOf(record));
    return login;
  }

  /**
   * Creates or changes a configuration; other attributes stay as they are.
   *
   * @param password encrypted before it is stored
   * @throws MailerError `configuration`, writing nothing, where the result would be invalid or its credential unusable
   */
  async set(
    name: string,
    attributes: Readonly<Record<string, unknown>>,
    password?: string,
  ): Promise<ChangeReport> {
    if (!isConfigName(name)) {
      const problem = `${JSON.stringify(name)} is not a valid name`;
      const remedy = "use up to 64 letters, digits, . _ and -, starting with a letter or digit";
      throw configurationError("configuration name", [{ key: "name", problem, remedy }]);
    }
    const seen = await this.table.get(name);
    const replaced = seen ? replacedBy(seen, attributes.provider, password !== undefined) : [];
    const remove = replaced.filter(key => attributes[key] === undefined);
    const kept = seen && withoutKeys(seen, remove);
    const draft: ConfigRecord = { ...(kept ? (modernized(kept) as ConfigRecord) : {}), ...attributes };
    const field = secretFieldOf(draft);
    const config = this.requireValid(name, password === undefined ? draft : { ...draft, [field]: password });
    const { region, fromEmail } = draft;
    const problem =
      (await this.logins.credentialProblem({ region, fromEmail, ...attributes })) ??
      (attributes.fromEmail === undefined ? undefined : await this.logins.senderProblem(draft));
    if (problem !== undefined) throw this.logins.invalid(name, "credential", problem);
    if (password === undefined) this.servers.requireSameServer(name, kept, config);
    else if (config) await this.servers.requireConfirmed(name, config, attributes, seen);
    const secret =
      password === undefined ? {} : { [field]: await this.logins.encrypt(name, field, password, config) };
    const fresh = seen ? {} : { entity_type: ENTITY_TYPE, created_at: this.now().toISOString() };
    const report = await this.write(
      name,
      { set: { ...fresh, ...attributes, ...secret }, remove },
      seen,
      false,
    );
    return password === undefined || !config ? report : { ...report, server: serverOf(config) };
  }

  /** Converts an SES API configuration to SMTP. Has no effect on any other. @throws as {@link describe} */
  async migrate(name: string, login: SmtpLogin, { dryRun = false } = {}): Promise<ChangeReport> {
    const record = await this.existing(name);
    if (!needsMigration(record)) return unchanged(name);
    const draft = planMigration(record, login.username, PLACEHOLDER);
    const removed = Object.fromEntries(draft.remove.map(key => [key, undefined]));
    const config = this.requireValid(name, { ...record, ...draft.set, ...removed });
    if (config) await this.servers.requireConfirmed(name, config, {}, record);
    const changes = dryRun
      ? draft
      : planMigration(
          record,
          login.username,
          await this.logins.encrypt(name, "smtpPassword", login.password, config),
        );
    const report = await this.write(name, changes, record, dryRun);
    return config ? { ...report, server: serverOf(config) } : report;
  }

  /** Reverts a migration completely. Has no effect where there is none. */
  async undoMigration(name: string, { dryRun = false } = {}): Promise<ChangeReport> {
    const record = await this.existing(name);
    const changes = planUndo(record);
    return changes ? this.write(name, changes, record, dryRun) : unchanged(name);
  }

  /** Deletes the backup that {@link undoMigration} needs, and with it the old access key. */
  async forgetMigration(name: string, { dryRun = false } = {}): Promise<ChangeReport> {
    const record = await this.existing(name);
    const changes = planForget(record);
    return changes ? this.write(name, changes, record, dryRun) : unchanged(name);
  }

  /** Deletes a configuration and its password. @throws as {@link describe}; RecordChanged */
  async remove(name: string): Promise<void> {
    await this.table.remove(name, await this.existing(name));
  }

  private async write(
    name: string,
    changes: Changes,
    seen: ConfigRecord | undefined,
    dryRun: boolean,
  ): Promise<ChangeReport> {
    if (!dryRun) await this.table.update(name, changes, seen, this.now());
    return { name, changed: true, set: Object.keys(changes.set), removed: changes.remove };
  }

  /** A configuration is ready only if its credential is. */
  private async summary(record: ConfigRecord): Promise<ConfigSummary> {
    const summary = summarize(record, this.names, this.trusted);
    const problem = await this.logins.credentialProblem(record);
    if (problem === undefined) return summary;
    const text = issueText({ key: "credential", ...problem });
    return { ...summary, state: "invalid", problems: [...summary.problems, text] };
  }

  private async existing(name: string): Promise<ConfigRecord> {
    const record = await this.table.get(name);
    if (record) return record;
    const problem = `No configuration "${name}" in table ${this.table.name}`;
    const remedy = "list the existing ones with `ses-smtp config list`";
    const issues = [{ key: "name", problem, remedy }];
    throw new MailerError("configuration", `${problem}: ${remedy}.`, { issues });
  }

  /** @returns undefined where only the SMTP login is missing */
  private requireValid(name: string, record: ConfigRecord): EmailConfig | undefined {
    const judged = judge(record, this.names, this.trusted);
    if (judged.state === "invalid") throw configurationError(titled(name), judged.issues);
    return judged.state === "ready" ? judged.config : undefined;
  }
}

/** Attributes that a change leaves without a use. Its own login takes the place of a credential, which would come first. */
function replacedBy(seen: ConfigRecord, provider: unknown, hasLogin: boolean): string[] {
  const others = leftByProvider(seen, provider);
  return hasLogin && credentialOf(seen) !== undefined ? [...new Set([...others, "credential"])] : others;
}

function withoutKeys(record: ConfigRecord, keys: readonly string[]): ConfigRecord {
  return Object.fromEntries(Object.entries(record).filter(([key]) => !keys.includes(key)));
}
