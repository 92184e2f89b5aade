import type { SecretCipher } from "../../records/cipher";
import { configContext } from "../../records/encryption";
import { credentialKey } from "../../records/keys";
import { modernized } from "../config/legacy";
import type { SettingNames } from "../config/names";
import type { EmailConfig, SmtpLogin } from "../config/types";
import { configurationError, type MailerError } from "../errors/mailer-error";
import type { Issue } from "../validation/issue";
import { bindingOf } from "./binding";
import { activeLogin, credentialLogin, type CredentialProblem, senderProblem } from "./credential";
import { type ConfigRecord, credentialOf, secretFieldOf } from "./record";
import type { ConfigTable } from "./table";

/** The logins of stored configurations: their own passwords, bound to their server, or those of personal credentials. */
export class StoredLogins {
  constructor(
    private readonly table: ConfigTable,
    private readonly cipher: SecretCipher,
    private readonly names: SettingNames,
  ) {}

  /** Why its credential cannot be used, or cannot send from its sender. */
  async credentialProblem(record: ConfigRecord): Promise<CredentialProblem | undefined> {
    const credential = credentialOf(record);
    if (credential === undefined) return undefined;
    const item = await this.table.item(credentialKey(credential));
    const found = activeLogin(credential, item, this.where(record));
    return "problem" in found ? found : senderProblem(credential, item, senderIn(record));
  }

  /** Why its credential cannot send from its sender, whatever state the credential is in. */
  async senderProblem(record: ConfigRecord): Promise<CredentialProblem | undefined> {
    const credential = credentialOf(record);
    if (credential === undefined) return undefined;
    return senderProblem(credential, await this.table.item(credentialKey(credential)), senderIn(record));
  }

  /** @param config where it is used @returns undefined where the configuration has no login */
  async of(name: string, record: ConfigRecord, config: EmailConfig): Promise<SmtpLogin | undefined> {
    const credential = credentialOf(record);
    if (credential !== undefined) {
      const item = await this.table.item(credentialKey(credential));
      const login = await credentialLogin(credential, item, this.cipher, this.where(record));
      if ("problem" in login) throw this.invalid(name, "credential", login);
      return login;
    }
    const field = secretFieldOf(record);
    const username = field === "password" ? record.username : record.smtpUsername;
    const ciphertext = record[field];
    if (typeof username !== "string" || typeof ciphertext !== "string") return undefined;
    const context = configContext(this.table.name, name, field, bindingOf(config));
    const password = await this.cipher.decrypt(ciphertext, context);
    if (password === undefined) throw this.undecryptable(name, field);
    return { username, password };
  }

  encrypt(name: string, field: string, password: string, config: EmailConfig | undefined) {
    if (config === undefined) throw this.undecryptable(name, field); // a password makes a configuration complete
    return this.cipher.encrypt(password, configContext(this.table.name, name, field, bindingOf(config)));
  }

  /** Where a credential would be used. */
  private where(record: ConfigRecord): { table: string; region: string | undefined } {
    const { region } = modernized(record) as ConfigRecord;
    return { table: this.table.name, region: typeof region === "string" ? region : undefined };
  }

  undecryptable(name: string, key: string): MailerError {
    const problem = "cannot be decrypted for this record and its server";
    const remedy =
      "store it again with `ses-smtp config set`; it is bound to the host, port, TLS mode and CA it was stored with";
    return this.invalid(name, key, { problem, remedy });
  }

  /** @param problem may name another setting than the key */
  invalid(name: string, key: string, problem: Omit<Issue, "key"> & { key?: string }): MailerError {
    return configurationError(titled(name), [{ ...problem, key: this.names.nameOf(problem.key ?? key) }]);
  }
}

function senderIn(record: ConfigRecord): unknown {
  return (modernized(record) as ConfigRecord).fromEmail;
}

/** How errors name a configuration. */
export function titled(name: string): string {
  return `configuration "${name}"`;
}

export function withLogin(config: EmailConfig, { username, password }: SmtpLogin): EmailConfig {
  return config.provider === "smtp"
    ? { ...config, username, password }
    : { ...config, smtpUsername: username, smtpPassword: password };
}

/** Whether a configuration has a password, or gets that of a credential. */
export function hasSecret(config: EmailConfig): boolean {
  return config.provider === "ses" || config.password !== undefined;
}
