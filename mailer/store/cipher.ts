import { DecryptCommand, EncryptCommand, type KMSClient } from "@aws-sdk/client-kms";

/** Encrypts the passwords in records with KMS, each bound to its place by an encryption context. */
export class SecretCipher {
  constructor(
    private readonly kms: Pick<KMSClient, "send">,
    /** Needed to encrypt; decrypting finds its key in the ciphertext, and is held to this one where it is given. */
    private readonly keyArn: string | undefined,
  ) {}

  /** @returns base64 of the KMS ciphertext */
  async encrypt(secret: string, context: Record<string, string>): Promise<string> {
    if (this.keyArn === undefined) throw new Error("A KMS key is needed to store a password: give its ARN.");
    const { CiphertextBlob } = await this.kms.send(
      new EncryptCommand({ KeyId: this.keyArn, Plaintext: Buffer.from(secret), EncryptionContext: context }),
    );
    if (CiphertextBlob === undefined) throw new Error("KMS Encrypt returned no ciphertext.");
    return Buffer.from(CiphertextBlob).toString("base64");
  }

  /** @returns undefined where it was not made for this place */
  async decrypt(ciphertext: string, context: Record<string, string>): Promise<string | undefined> {
    try {
      const { Plaintext } = await this.kms.send(
        new DecryptCommand({
          CiphertextBlob: Buffer.from(ciphertext, "base64"),
          EncryptionContext: context,
          ...(this.keyArn !== undefined && { KeyId: this.keyArn }),
        }),
      );
      return Plaintext === undefined ? undefined : Buffer.from(Plaintext).toString();
    } catch (error) {
      if (error instanceof Error && NOT_OURS.has(error.name)) return undefined;
      throw error;
    }
  }
}

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_Decrypt.html#API_Decrypt_Errors */
const NOT_OURS = new Set(["InvalidCiphertextException", "IncorrectKeyException", "ValidationException"]);
