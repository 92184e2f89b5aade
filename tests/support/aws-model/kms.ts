import { createHash, createHmac } from "node:crypto";
import { serviceError } from "./errors";

type Input = Readonly<Record<string, unknown>>;

/** What the function's role may use keys for: exactly this encryption context. */
export interface KmsGrant {
  keyArn: string;
  /** Granted to decrypt only. */
  previousKeyArns: readonly string[];
  purpose: string;
  table: string;
  contextKeys: readonly string[];
}

/** Symmetric KMS keys. A ciphertext reveals nothing about its plaintext and decrypts only with its key and context. */
export class KmsModel {
  private readonly plaintexts = new Map<string, { key: string; context: string; plaintext: Buffer }>();
  /** Whether the current key is. */
  disabled = false;

  /** @param grant changes when the program is deployed with another key */
  constructor(public grant: KmsGrant) {}

  call(operation: string, input: Input): unknown {
    const context = (input.EncryptionContext ?? {}) as Record<string, string>;
    this.authorize(operation, context, input.KeyId);
    const key = String(input.KeyId);
    if (this.disabled && key === this.grant.keyArn)
      throw serviceError("DisabledException", `${key} is disabled.`);
    const bound = JSON.stringify(Object.entries(context).sort());
    if (operation === "Encrypt") {
      const plaintext = Buffer.from(input.Plaintext as Uint8Array);
      const nonce = `${this.plaintexts.size}`;
      const blob = createHmac("sha512", key).update(bound).update(nonce).digest();
      this.plaintexts.set(digest(blob), { key, context: bound, plaintext });
      return { CiphertextBlob: new Uint8Array(blob), KeyId: key };
    }
    const blob = input.CiphertextBlob as Uint8Array;
    if (blob.length === 0) throw serviceError("ValidationException", "ciphertextBlob is too short.");
    const held = this.plaintexts.get(digest(blob));
    if (held && held.key !== key) {
      throw serviceError(
        "IncorrectKeyException",
        "The key ID in the request does not identify a CMK that can perform this operation.",
      );
    }
    if (held?.context !== bound) throw serviceError("InvalidCiphertextException", "UnknownError");
    return { Plaintext: new Uint8Array(held.plaintext), KeyId: key };
  }

  private authorize(operation: string, context: Record<string, string>, key: unknown): void {
    const { contextKeys, purpose, table, keyArn, previousKeyArns } = this.grant;
    const keys = operation === "Decrypt" ? [keyArn, ...previousKeyArns] : [keyArn];
    const allowed =
      keys.includes(String(key)) &&
      context.purpose === purpose &&
      context.table === table &&
      Object.keys(context).length === contextKeys.length &&
      contextKeys.every(name => name in context);
    if (!allowed) {
      throw serviceError(
        "AccessDeniedException",
        `not authorized to perform: kms:${operation} in this context`,
      );
    }
  }
}

function digest(blob: Uint8Array): string {
  return createHash("sha256").update(blob).digest("hex");
}
