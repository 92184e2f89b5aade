import { DecryptCommand, EncryptCommand, type KMSClient } from "@aws-sdk/client-kms";
import { SecretCipher } from "../../../records/cipher";
import { encryptionContext } from "../../../records/encryption";
import type { SecretKey, StoredSecret } from "../types";

/** What decrypting found. */
export type Decrypted =
  | { kind: Exclude<SecretKey, "unknown">; password: string }
  /** Encrypted with a KMS key that is not in the settings. */
  | { kind: "unknown" }
  /** Damaged, or not encrypted for this owner. */
  | { kind: "invalid" };

/** Encrypts SMTP passwords so that each can be decrypted for its owner only. */
export class PasswordCipher {
  private readonly current: SecretCipher;
  private readonly previous: readonly SecretCipher[];

  /** @param previousKeyArns keys that passwords may still be encrypted with; used to decrypt only */
  constructor(
    private readonly kms: Pick<KMSClient, "send">,
    keyArn: string,
    private readonly table: string,
    previousKeyArns: readonly string[] = [],
  ) {
    this.current = this.cipherWith(keyArn);
    this.previous = previousKeyArns.map(arn => this.cipherWith(arn));
  }

  /** @returns base64 of the KMS ciphertext */
  encrypt(username: string, smtpUsername: string, password: string): Promise<string> {
    return this.current.encrypt(password, this.contextOf(username, smtpUsername));
  }

  /** Tries the settings' keys in turn; KMS says which of them a ciphertext is not of. */
  async decrypt(username: string, { ciphertext, accessKeyId }: StoredSecret): Promise<Decrypted> {
    const context = this.contextOf(username, accessKeyId);
    for (const cipher of [this.current, ...this.previous]) {
      try {
        const password = await cipher.decrypt(ciphertext, context);
        if (password === undefined) return { kind: "invalid" };
        return { kind: cipher === this.current ? "current" : "previous", password };
      } catch (error) {
        if (!(error instanceof OtherKmsKey)) throw error;
      }
    }
    return { kind: "unknown" };
  }

  private contextOf(username: string, smtpUsername: string): Record<string, string> {
    return encryptionContext({ table: this.table, username, smtpUsername });
  }

  private cipherWith(keyArn: string): SecretCipher {
    const { kms } = this;
    return new SecretCipher(
      {
        encrypt: request => kms.send(new EncryptCommand(request)),
        decrypt: request =>
          kms.send(new DecryptCommand(request)).catch((error: unknown) => {
            const otherKey = error instanceof Error && error.name === "IncorrectKeyException";
            throw otherKey ? new OtherKmsKey() : error;
          }),
      },
      keyArn,
    );
  }
}

/** The ciphertext is of another key than the one it was tried with. */
class OtherKmsKey extends Error {
  override readonly name = "OtherKmsKey";
}
