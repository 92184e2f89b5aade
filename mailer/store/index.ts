/** `ses-smtp/mailer/store`: configurations and the suppression list in DynamoDB. Loads the DynamoDB and KMS clients. */
import { createMailer } from "../create-mailer";
import type { Mailer, MailerOptions } from "../mailer";
import type { ConfigStore } from "./config-store";

export type { ChangeReport } from "./change-report";
export { ConfigStore, type ConfigStoreOptions } from "./config-store";
export type { SettingNames } from "../config/names";
export type { ConfigSummary } from "./record";
export { TableSuppressionList } from "./suppression-table";
export { RecordChanged } from "./table";

/**
 * Creates a mailer with a stored configuration. When the server rejects its login, it reads the current one, so that a
 * rotation loses no mail.
 *
 * @throws as ConfigStore.load does
 */
export async function createStoredMailer(
  store: ConfigStore,
  name: string,
  options: MailerOptions = {},
): Promise<Mailer> {
  const config = await store.load(name);
  return createMailer(config, { credentials: () => store.login(name, config), ...options });
}
