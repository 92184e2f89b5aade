import type { SmtpLogin } from "../config/types";
import { configurationError } from "../errors/mailer-error";
import type { SecretCipher } from "./cipher";
import type { ConfigRecord } from "./record";

/** A personal login's record, as the credential manager keeps it: its rotation then reaches the mailer by itself. */
export function credentialKey(username: string): { PK: string; SK: string } {
  return { PK: "SMTP_USER", SK: `USER#${username}` };
}

/** @throws MailerError `configuration` where there is no such credential, it is not active or does not decrypt */
export async function credentialLogin(
  username: string,
  record: ConfigRecord | undefined,
  cipher: SecretCipher,
  table: string,
): Promise<SmtpLogin> {
  const fault = (message: string) =>
    configurationError(`The credential "${username}"`, [{ key: "credential", message }]);
  if (!record) throw fault(`is not in table ${table}`);
  const { status, smtp_username: smtpUsername, encrypted_password: ciphertext } = record;
  if (status !== "active" || typeof smtpUsername !== "string" || typeof ciphertext !== "string") {
    throw fault(`is ${String(status)}, not active`);
  }
  const context = { purpose: "smtp-password", table, username, smtp_username: smtpUsername };
  const password = await cipher.decrypt(ciphertext, context);
  if (password === undefined) throw fault("has a password that cannot be decrypted: rotate it");
  return { username: smtpUsername, password };
}
