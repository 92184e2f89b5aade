import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DecryptCommand, EncryptCommand, KMSClient } from "@aws-sdk/client-kms";
import { SecretCipher } from "../../records/cipher";
import { configContext } from "../../records/encryption";
import { credentialKey } from "../../records/keys";
import { modernized } from "../config/legacy";
import { CONFIG_KEYS, type SettingNames } from "../config/names";
import type { EmailConfig, SmtpLogin } from "../config/types";
import { readyConfig, validConfig } from "../config/validate";
import { configurationError, MailerError } from "../errors/mailer-error";
import { type Issue, issueText } from "../validation/issue";
import { activeLogin, credentialLogin, type CredentialProblem } from "./credential";
import { type Changes, needsMigration, planForget, planMigration, planUndo } from "./migration";
import {
  type ConfigRecord,
  type ConfigSummary,
  credentialOf,
  ENTITY_TYPE,
  isConfigName,
  judge,
  secretFieldOf,
  summarize,
} from "./record";
import { ConfigTable } from "./table";

export interface ConfigStoreOptions {
  table: string;
  /** ARN. Needed to write passwords; when set, ciphertexts of other keys are not accepted. */
  kmsKey?: string;
  /** How issues name the settings. Default: the keys of a configuration. */
  names?: SettingNames;
  /** Default: a client configured by the environment. */
  dynamodb?: DynamoDBClient;
  kms?: KMSClient;
  now?: () => Date;
}

/** What a change did, or would do with `dryRun`: names of attributes, never a secret. */
export interface ChangeReport {
  name: string;
  changed: boolean;
  set: readonly string[];
  removed: readonly string[];
}

/** Configurations in DynamoDB, their passwords encrypted with KMS. */
export class ConfigStore {
  private readonly table: ConfigTable;
  private readonly cipher: SecretCipher;
  private readonly names: SettingNames;
  private readonly now: () => Date;

  constructor({ table, kmsKey, names, dynamodb, kms = new KMSClient(), now }: ConfigStoreOptions) {
    this.table = new ConfigTable(dynamodb ?? new DynamoDBClient(), table);
    const calls = {
      encrypt: (request: EncryptCommand["input"]) => kms.send(new EncryptCommand(request)),
      decrypt: (request: DecryptCommand["input"]) => kms.send(new DecryptCommand(request)),
    };
    this.cipher = new SecretCipher(calls, kmsKey);
    this.names = names ?? CONFIG_KEYS;
    this.now = now ?? (() => new Date());
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
    readyConfig(judge(record, this.names), titled(name));
    const login = await this.loginOf(name, record);
    if (login === undefined) return validConfig(modernized(record));
    const { username, password } = login;
    const fields =
      record.provider === "smtp"
        ? { username, password }
        : { smtpUsername: username, smtpPassword: password };
    return validConfig({ ...(modernized(record) as object), ...fields });
  }

  /** The current login alone: what a mailer asks for when the server rejects the one it has. */
  async login(name: string): Promise<SmtpLogin> {
    const login = await this.loginOf(name, await this.existing(name));
    if (login === undefined) throw this.undecryptable(name, "password");
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
    // Its own login replaces a credential, which would otherwise take precedence.
    const remove = password !== undefined && seen && credentialOf(seen) !== undefined ? ["credential"] : [];
    const draft: ConfigRecord = {
      ...(seen ? (modernized(seen) as ConfigRecord) : {}),
      ...Object.fromEntries(remove.map(key => [key, undefined])),
      ...attributes,
    };
    const field = secretFieldOf(draft);
    this.requireValid(name, password === undefined ? draft : { ...draft, [field]: password });
    const problem = await this.credentialProblem(attributes);
    if (problem !== undefined) throw this.invalid(name, "credential", problem);
    const context = configContext(this.table.name, name, field);
    const secret = password === undefined ? {} : { [field]: await this.cipher.encrypt(password, context) };
    const fresh = seen ? {} : { entity_type: ENTITY_TYPE, created_at: this.now().toISOString() };
    return this.write(name, { set: { ...fresh, ...attributes, ...secret }, remove }, seen, false);
  }

  /** Converts an SES API configuration to SMTP. Has no effect on any other. @throws as {@link describe} */
  async migrate(name: string, login: SmtpLogin, { dryRun = false } = {}): Promise<ChangeReport> {
    const record = await this.existing(name);
    if (!needsMigration(record)) return unchanged(name);
    const context = configContext(this.table.name, name, "smtpPassword");
    const encrypted = dryRun ? "(encrypted)" : await this.cipher.encrypt(login.password, context);
    const changes = planMigration(record, login.username, encrypted);
    const removed = Object.fromEntries(changes.remove.map(key => [key, undefined]));
    this.requireValid(name, { ...record, ...changes.set, ...removed });
    return this.write(name, changes, record, dryRun);
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
    const summary = summarize(record);
    const problem = await this.credentialProblem(record);
    if (problem === undefined) return summary;
    const text = issueText({ key: "credential", ...problem });
    return { ...summary, state: "invalid", problems: [...summary.problems, text] };
  }

  private async credentialProblem(record: ConfigRecord): Promise<CredentialProblem | undefined> {
    const credential = credentialOf(record);
    if (credential === undefined) return undefined;
    const item = await this.table.item(credentialKey(credential));
    const found = activeLogin(credential, item, this.table.name);
    return "problem" in found ? found : undefined;
  }

  private async existing(name: string): Promise<ConfigRecord> {
    const record = await this.table.get(name);
    if (record) return record;
    const problem = `No configuration "${name}" in table ${this.table.name}`;
    const remedy = "list the existing ones with `ses-smtp config list`";
    const issues = [{ key: "name", problem, remedy }];
    throw new MailerError("configuration", `${problem}: ${remedy}.`, { issues });
  }

  private async loginOf(name: string, record: ConfigRecord): Promise<SmtpLogin | undefined> {
    const credential = credentialOf(record);
    if (credential !== undefined) {
      const item = await this.table.item(credentialKey(credential));
      const login = await credentialLogin(credential, item, this.cipher, this.table.name);
      if ("problem" in login) throw this.invalid(name, "credential", login);
      return login;
    }
    const field = secretFieldOf(record);
    const username = field === "password" ? record.username : record.smtpUsername;
    const ciphertext = record[field];
    if (typeof username !== "string" || typeof ciphertext !== "string") return undefined;
    const password = await this.cipher.decrypt(ciphertext, configContext(this.table.name, name, field));
    if (password === undefined) throw this.undecryptable(name, field);
    return { username, password };
  }

  private requireValid(name: string, record: ConfigRecord): void {
    const judged = judge(record, this.names);
    if (judged.state === "invalid") throw configurationError(titled(name), judged.issues);
  }

  private undecryptable(name: string, key: string): MailerError {
    const remedy = "store it again with `ses-smtp config set`";
    return this.invalid(name, key, { problem: "cannot be decrypted for this record", remedy });
  }

  private invalid(name: string, key: string, problem: Omit<Issue, "key">): MailerError {
    return configurationError(titled(name), [{ key: this.names.nameOf(key), ...problem }]);
  }
}

function titled(name: string): string {
  return `configuration "${name}"`;
}

function unchanged(name: string): ChangeReport {
  return { name, changed: false, set: [], removed: [] };
}
