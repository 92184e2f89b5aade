import { createHash, createHmac } from "node:crypto";
import { serviceError } from "./errors";

type Input = Readonly<Record<string, unknown>>;

/** What the function's role may use the key for: exactly this encryption context. */
export interface KmsGrant {
  keyArn: string;
  purpose: string;
  table: string;
  contextKeys: readonly string[];
}

/** A symmetric KMS key. A ciphertext reveals nothing about its plaintext and decrypts only with its context. */
export class KmsModel {
  private readonly plaintexts = new Map<string, { context: string; plaintext: Buffer }>();
  disabled = false;

  constructor(private readonly grant: KmsGrant) {}

  call(operation: string, input: Input): unknown {
    const context = (input.EncryptionContext ?? {}) as Record<string, string>;
    this.authorize(operation, context, input.KeyId);
    if (this.disabled) throw serviceError("DisabledException", `${this.grant.keyArn} is disabled.`);
    const bound = JSON.stringify(Object.entries(context).sort());
    if (operation === "Encrypt") {
      const plaintext = Buffer.from(input.Plaintext as Uint8Array);
      const nonce = `${this.plaintexts.size}`;
      const blob = createHmac("sha512", "the key").update(bound).update(nonce).digest();
      this.plaintexts.set(digest(blob), { context: bound, plaintext });
      return { CiphertextBlob: new Uint8Array(blob), KeyId: this.grant.keyArn };
    }
    const blob = input.CiphertextBlob as Uint8Array;
    if (blob.length === 0) throw serviceError("ValidationException", "ciphertextBlob is too short.");
    const held = this.plaintexts.get(digest(blob));
    if (held?.context !== bound) throw serviceError("InvalidCiphertextException", "UnknownError");
    return { Plaintext: new Uint8Array(held.plaintext), KeyId: this.grant.keyArn };
  }

  private authorize(operation: string, context: Record<string, string>, key: unknown): void {
    const { contextKeys, purpose, table, keyArn } = this.grant;
    const allowed =
      key === keyArn &&
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
