import type { SmtpLogin } from "../config/types";
import { configurationError } from "../errors/mailer-error";
import type { SecretCipher } from "../../records/cipher";
import { encryptionContext } from "../../records/encryption";
import type { ConfigRecord } from "./record";

/** @throws MailerError `configuration` where there is no such credential, it is not active or does not decrypt */
export async function credentialLogin(
  username: string,
  record: ConfigRecord | undefined,
  cipher: SecretCipher,
  table: string,
): Promise<SmtpLogin> {
  const error = (message: string) =>
    configurationError("The configuration's login", [{ key: "credential", message }]);
  const found = activeLogin(username, record, table);
  if ("fault" in found) throw error(found.fault);
  const { smtpUsername, ciphertext } = found;
  const context = encryptionContext({ table, username, smtpUsername });
  const password = await cipher.decrypt(ciphertext, context);
  if (password === undefined) {
    throw error(
      `"${username}" has a password that cannot be decrypted: put its record anew, which makes another (docs/credentials.md)`,
    );
  }
  return { username: smtpUsername, password };
}

/** Its login, still encrypted; or why a configuration cannot send with it, and what to do. */
export function activeLogin(
  username: string,
  record: ConfigRecord | undefined,
  table: string,
): { smtpUsername: string; ciphertext: string } | { fault: string } {
  const fault = (text: string) => ({ fault: `"${username}" ${text} (docs/credentials.md)` });
  if (!record) return fault(`is not in table ${table}: put its record first`);
  const { status, smtp_username: smtpUsername, encrypted_password: ciphertext } = record;
  if (status !== "active") {
    const remedy = REMEDIES[String(status)] ?? "put its record anew with the status pending";
    return fault(`is ${JSON.stringify(status) ?? "without a status"}, not active: ${remedy}`);
  }
  if (typeof smtpUsername === "string" && typeof ciphertext === "string") return { smtpUsername, ciphertext };
  return fault("has no login yet: wait until its record has an smtp_username");
}

const REMEDIES: Readonly<Record<string, string>> = {
  pending: "wait until it is",
  failed: "its record's failure says why: mend that and set pending",
  disabled: "set its status to active first",
};
