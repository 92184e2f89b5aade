import { DecryptCommand, EncryptCommand, type KMSClient } from "@aws-sdk/client-kms";
import { encryptionContext } from "../shared/names";
import type { StoredSecret } from "./types";

/** Encrypts SMTP passwords so that each decrypts for its owner only. */
export class Cipher {
  constructor(
    private readonly kms: Pick<KMSClient, "send">,
    private readonly keyArn: string,
    private readonly table: string,
  ) {}

  /** @returns base64 of the KMS ciphertext */
  async encrypt(username: string, smtpUsername: string, password: string): Promise<string> {
    const { CiphertextBlob } = await this.kms.send(
      new EncryptCommand({
        KeyId: this.keyArn,
        Plaintext: Buffer.from(password),
        EncryptionContext: encryptionContext({ table: this.table, username, smtpUsername }),
      }),
    );
    if (CiphertextBlob === undefined) throw new Error("KMS Encrypt returned no ciphertext.");
    return Buffer.from(CiphertextBlob).toString("base64");
  }

  /** @returns undefined where the ciphertext was not made for this owner under this key */
  async decrypt(username: string, secret: StoredSecret): Promise<string | undefined> {
    try {
      const { Plaintext } = await this.kms.send(
        new DecryptCommand({
          KeyId: this.keyArn,
          CiphertextBlob: Buffer.from(secret.ciphertext, "base64"),
          EncryptionContext: encryptionContext({
            table: this.table,
            username,
            smtpUsername: secret.accessKeyId,
          }),
        }),
      );
      return Plaintext === undefined ? undefined : Buffer.from(Plaintext).toString();
    } catch (error) {
      if (error instanceof Error && NOT_OURS.has(error.name)) return undefined;
      throw error;
    }
  }
}

/**
 * What KMS Decrypt answers to a ciphertext that is damaged, of another context or of another key, and, for one
 * that is empty or too long, to the request itself:
 * https://docs.aws.amazon.com/kms/latest/APIReference/API_Decrypt.html#API_Decrypt_Errors.
 */
const NOT_OURS = new Set(["InvalidCiphertextException", "IncorrectKeyException", "ValidationException"]);
