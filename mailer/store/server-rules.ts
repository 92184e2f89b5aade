import type { SettingNames } from "../config/names";
import type { EmailConfig } from "../config/types";
import { configurationError } from "../errors/mailer-error";
import { differences, serverOf } from "./binding";
import { type ConfigRecord, credentialOf, judge } from "./record";
import { hasSecret, type StoredLogins, titled } from "./stored-logins";
import type { TrustedEndpoint } from "./trusted-endpoint";
import { unconfirmed } from "./unconfirmed";

/** What a change must not do to the server that a stored password is bound to. */
export class ServerRules {
  constructor(
    private readonly logins: StoredLogins,
    private readonly names: SettingNames,
    private readonly trusted: TrustedEndpoint,
  ) {}

  /**
   * Requires that the settings are given, or confirmed by a password that is already stored for them.
   *
   * @throws MailerError `configuration`
   */
  async requireConfirmed(
    name: string,
    config: EmailConfig,
    named: Readonly<Record<string, unknown>>,
    seen: ConfigRecord | undefined,
  ): Promise<void> {
    const issues = unconfirmed(config, named, this.trusted);
    if (issues.length === 0 || (seen && (await this.isConfirmed(name, seen)))) return;
    throw configurationError(
      titled(name),
      issues.map(issue => ({ ...issue, key: this.names.nameOf(issue.key) })),
    );
  }

  private async isConfirmed(name: string, seen: ConfigRecord): Promise<boolean> {
    const before = judge(seen, this.names, this.trusted);
    if (before.state !== "ready" || credentialOf(seen) !== undefined) return false;
    const login = await this.logins.of(name, seen, before.config).catch(() => undefined); // unreadable: no proof
    return login !== undefined;
  }

  /**
   * Rejects a change of the server without a new password: the stored one could no longer be decrypted.
   *
   * @throws MailerError `configuration`
   */
  requireSameServer(name: string, seen: ConfigRecord | undefined, config: EmailConfig | undefined): void {
    const before = seen && judge(seen, this.names, this.trusted);
    if (before?.state !== "ready" || !config || credentialOf(seen ?? {}) !== undefined) return;
    const [changed] = hasSecret(config) ? differences(before.config, config) : [];
    if (changed === undefined) return;
    throw this.logins.invalid(name, changed, {
      problem: `the stored password is only for ${serverOf(before.config)} as it is configured now`,
      remedy: `store it again together with the change: \`ses-smtp config set ${name} --username …\``,
    });
  }
}
