import type { SecretCipher } from "../../records/cipher";
import { encryptionContext } from "../../records/encryption";
import { allowsSender } from "../../records/sender";
import type { SmtpLogin } from "../config/types";
import type { ConfigRecord } from "./record";

/** Why a configuration cannot send with a credential, and what to do. */
export interface CredentialProblem {
  /** The setting that is wrong, if it is not the credential itself. */
  key?: "fromEmail";
  problem: string;
  remedy: string;
}

/**
 * @param region where the login will be used
 * @returns the decrypted login, or why there is none
 */
export async function credentialLogin(
  username: string,
  record: ConfigRecord | undefined,
  cipher: SecretCipher,
  { table, region }: { table: string; region: string | undefined },
): Promise<SmtpLogin | CredentialProblem> {
  const found = activeLogin(username, record, { table, region });
  if ("problem" in found) return found;
  const { smtpUsername, ciphertext } = found;
  const context = encryptionContext({ table, username, smtpUsername });
  const password = await cipher.decrypt(ciphertext, context);
  if (password !== undefined) return { username: smtpUsername, password };
  return problem(
    `the password of "${username}" cannot be decrypted`,
    "rewrite its record to get a new password",
  );
}

/** @returns the login, still encrypted, or why the credential cannot be used */
export function activeLogin(
  username: string,
  record: ConfigRecord | undefined,
  { table, region }: { table: string; region: string | undefined },
): { smtpUsername: string; ciphertext: string } | CredentialProblem {
  if (!record) return problem(`no credential "${username}" in table ${table}`, "create its record first");
  const { status, smtp_username: smtpUsername, encrypted_password: ciphertext } = record;
  if (status !== "active") {
    const text = typeof status === "string" ? status : "without a valid status";
    const remedy = REMEDIES[text] ?? "rewrite its record with status pending";
    return problem(`"${username}" is ${text}, not active`, remedy);
  }
  const own = record.region;
  if (typeof own === "string" && region !== undefined && own !== region)
    return problem(`"${username}" is a login for ${own}, not ${region}`, `set the region to ${own}`);
  if (typeof smtpUsername === "string" && typeof ciphertext === "string") return { smtpUsername, ciphertext };
  return problem(`"${username}" has no login yet`, "wait until its record has an smtp_username");
}

/** @returns why a credential cannot send from this address; undefined too where its record is not readable */
export function senderProblem(
  username: string,
  record: ConfigRecord | undefined,
  fromEmail: unknown,
): CredentialProblem | undefined {
  const stored = record?.allowed_from_addresses;
  const list: unknown[] =
    stored instanceof Set ? [...(stored as Set<unknown>)] : Array.isArray(stored) ? stored : [];
  const patterns = list.filter(entry => typeof entry === "string");
  if (typeof fromEmail !== "string" || patterns.length === 0) return undefined;
  if (patterns.some(pattern => allowsSender(pattern, fromEmail))) return undefined;
  return {
    key: "fromEmail",
    problem: `"${username}" may not send from "${fromEmail}", only from ${shown(patterns)}`,
    remedy: `use one of them, or allow it: \`ses-smtp credential allow ${username} ${fromEmail}\``,
  };
}

/** How many patterns a message lists. */
const MAX_SHOWN = 5;

function shown(patterns: readonly string[]): string {
  const more = patterns.length - MAX_SHOWN;
  return patterns.slice(0, MAX_SHOWN).join(", ") + (more > 0 ? ` and ${more} more` : "");
}

const REMEDIES: Readonly<Record<string, string>> = {
  pending: "wait until it is active",
  failed: "see the failure in its record, fix the cause and set its status to pending",
  disabled: "set its status to active first",
};

function problem(text: string, remedy: string): CredentialProblem {
  return { problem: text, remedy: `${remedy} (docs/credentials.md)` };
}
