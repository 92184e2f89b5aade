import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { KMSClient } from "@aws-sdk/client-kms";
import { modernised } from "../config/legacy";
import type { EmailConfig, SmtpLogin } from "../config/types";
import { validConfig } from "../config/validate";
import { configurationError, MailerError } from "../errors/mailer-error";
import { SecretCipher } from "../../records/cipher";
import { configContext } from "../../records/encryption";
import { credentialKey } from "../../records/keys";
import { kmsCalls } from "./kms-calls";
import { activeLogin, credentialLogin } from "./credential";
import { type Changes, needsMigration, planForget, planMigration, planUndo } from "./migration";
import {
  type ConfigRecord,
  type ConfigSummary,
  credentialOf,
  ENTITY_TYPE,
  isConfigName,
  judge,
  secretFieldOf,
  summarise,
} from "./record";
import { ConfigTable } from "./table";

export interface ConfigStoreOptions {
  table: string;
  /** ARN. Needed to write passwords; when given, reading accepts no ciphertext of another key. */
  kmsKey?: string;
  /** Else made from the environment, as the SDK does. */
  dynamodb?: DynamoDBClient;
  kms?: KMSClient;
  now?: () => Date;
}

/** What a change did, or with `dryRun` would do: names of attributes, never a secret. */
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
  private readonly now: () => Date;

  constructor({ table, kmsKey, dynamodb, kms, now }: ConfigStoreOptions) {
    this.table = new ConfigTable(dynamodb ?? new DynamoDBClient(), table);
    this.cipher = new SecretCipher(kmsCalls(kms ?? new KMSClient()), kmsKey);
    this.now = now ?? (() => new Date());
  }

  async list(): Promise<ConfigSummary[]> {
    const records = await this.table.list();
    return Promise.all(records.map(record => this.summary(record)));
  }

  /** @throws MailerError `configuration` where there is none of this name */
  async describe(name: string): Promise<ConfigSummary> {
    return this.summary(await this.existing(name));
  }

  /**
   * The configuration, ready to send with.
   *
   * @throws MailerError `credentials_needed`, or `configuration` where it is not there, not complete or not decryptable
   */
  async load(name: string): Promise<EmailConfig> {
    const record = await this.existing(name);
    const judged = judge(record);
    if (judged.state === "credentials_needed")
      throw new MailerError("credentials_needed", `Configuration "${name}": ${judged.message}.`);
    if (judged.state === "invalid") throw configurationError(`The configuration "${name}"`, judged.faults);
    const login = await this.loginOf(name, record);
    if (login === undefined) return validConfig(modernised(record));
    const { username, password } = login;
    const fields =
      record.provider === "smtp"
        ? { username, password }
        : { smtpUsername: username, smtpPassword: password };
    return validConfig({ ...(modernised(record) as object), ...fields });
  }

  /** The login alone, read anew: what a mailer asks for when the server refuses the one it has. */
  async login(name: string): Promise<SmtpLogin> {
    const login = await this.loginOf(name, await this.existing(name));
    if (login === undefined) throw missing(name, "password");
    return login;
  }

  /**
   * Creates or changes a configuration; attributes that are not named stay as they are.
   *
   * @param password encrypted before it is stored
   * @throws MailerError `configuration` where the result would be invalid, or the credential that is named could not
   * send; nothing is written then
   */
  async set(
    name: string,
    attributes: Readonly<Record<string, unknown>>,
    password?: string,
  ): Promise<ChangeReport> {
    if (!isConfigName(name)) {
      throw configurationError(`The name ${JSON.stringify(name)}`, [
        { key: "name", message: "may hold letters, digits, . _ and -, up to 64" },
      ]);
    }
    const seen = await this.table.get(name);
    // A login of its own takes the place of a credential's, which would be preferred to it.
    const remove = password !== undefined && seen && credentialOf(seen) !== undefined ? ["credential"] : [];
    const draft: ConfigRecord = {
      ...(seen ? (modernised(seen) as ConfigRecord) : {}),
      ...Object.fromEntries(remove.map(key => [key, undefined])),
      ...attributes,
    };
    const field = secretFieldOf(draft);
    const judged = judge(password === undefined ? draft : { ...draft, [field]: password });
    if (judged.state === "invalid") throw configurationError(`The configuration "${name}"`, judged.faults);
    const fault = await this.credentialFault(attributes);
    if (fault !== undefined)
      throw configurationError(`The configuration "${name}"`, [{ key: "credential", message: fault }]);
    const context = configContext(this.table.name, name, field);
    const secret = password === undefined ? {} : { [field]: await this.cipher.encrypt(password, context) };
    const fresh = seen ? {} : { entity_type: ENTITY_TYPE, created_at: this.now().toISOString() };
    return this.write(name, { set: { ...fresh, ...attributes, ...secret }, remove }, seen, false);
  }

  /** Makes a configuration for the SES API one for SMTP. Without effect where it is one. @throws as {@link describe} */
  async migrate(name: string, login: SmtpLogin, { dryRun = false } = {}): Promise<ChangeReport> {
    const record = await this.existing(name);
    if (!needsMigration(record)) return unchanged(name);
    const context = configContext(this.table.name, name, "smtpPassword");
    const encrypted = dryRun ? "(encrypted)" : await this.cipher.encrypt(login.password, context);
    const changes = planMigration(record, login.username, encrypted);
    const judged = judge({
      ...record,
      ...changes.set,
      ...Object.fromEntries(changes.remove.map(key => [key, undefined])),
    });
    if (judged.state === "invalid") throw configurationError(`The configuration "${name}"`, judged.faults);
    return this.write(name, changes, record, dryRun);
  }

  /** Takes a migration back, to the last letter. Without effect where there is none. */
  async undoMigration(name: string, { dryRun = false } = {}): Promise<ChangeReport> {
    const record = await this.existing(name);
    const changes = planUndo(record);
    return changes ? this.write(name, changes, record, dryRun) : unchanged(name);
  }

  /** Deletes what {@link undoMigration} needs, and with it the old access key. */
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

  /** A configuration is no readier than the credential that it sends with. */
  private async summary(record: ConfigRecord): Promise<ConfigSummary> {
    const summary = summarise(record);
    const fault = await this.credentialFault(record);
    if (fault === undefined) return summary;
    return { ...summary, state: "invalid", problems: [...summary.problems, `credential: ${fault}`] };
  }

  private async credentialFault(record: ConfigRecord): Promise<string | undefined> {
    const credential = credentialOf(record);
    if (credential === undefined) return undefined;
    const item = await this.table.item(credentialKey(credential));
    const found = activeLogin(credential, item, this.table.name);
    return "fault" in found ? found.fault : undefined;
  }

  private async existing(name: string): Promise<ConfigRecord> {
    const record = await this.table.get(name);
    if (!record) {
      throw configurationError(`The configuration "${name}"`, [
        {
          key: "name",
          message: `is not in table ${this.table.name}: \`ses-smtp config list\` shows those that are`,
        },
      ]);
    }
    return record;
  }

  private async loginOf(name: string, record: ConfigRecord): Promise<SmtpLogin | undefined> {
    const credential = credentialOf(record);
    if (credential !== undefined) {
      return credentialLogin(
        credential,
        await this.table.item(credentialKey(credential)),
        this.cipher,
        this.table.name,
      );
    }
    const field = secretFieldOf(record);
    const username = field === "password" ? record.username : record.smtpUsername;
    const ciphertext = record[field];
    if (typeof username !== "string" || typeof ciphertext !== "string") return undefined;
    const password = await this.cipher.decrypt(ciphertext, configContext(this.table.name, name, field));
    if (password === undefined) throw missing(name, field);
    return { username, password };
  }
}

function missing(name: string, key: string): MailerError {
  return configurationError(`The configuration "${name}"`, [
    { key, message: "cannot be decrypted for this record: store it again with `ses-smtp config set`" },
  ]);
}

function unchanged(name: string): ChangeReport {
  return { name, changed: false, set: [], removed: [] };
}
