import { DecryptCommand, EncryptCommand, type KMSClient } from "@aws-sdk/client-kms";
import { SecretCipher } from "../../../records/cipher";
import { encryptionContext } from "../../../records/encryption";
import type { StoredSecret } from "../types";

/** Encrypts SMTP passwords so that each can be decrypted for its owner only. */
export class PasswordCipher {
  private readonly secrets: SecretCipher;

  constructor(
    kms: Pick<KMSClient, "send">,
    keyArn: string,
    private readonly table: string,
  ) {
    this.secrets = new SecretCipher(
      {
        encrypt: request => kms.send(new EncryptCommand(request)),
        decrypt: request => kms.send(new DecryptCommand(request)),
      },
      keyArn,
    );
  }

  /** @returns base64 of the KMS ciphertext */
  encrypt(username: string, smtpUsername: string, password: string): Promise<string> {
    return this.secrets.encrypt(password, encryptionContext({ table: this.table, username, smtpUsername }));
  }

  /** @returns undefined if the ciphertext was not encrypted for this owner with this key */
  decrypt(username: string, { ciphertext, accessKeyId }: StoredSecret): Promise<string | undefined> {
    const context = encryptionContext({ table: this.table, username, smtpUsername: accessKeyId });
    return this.secrets.decrypt(ciphertext, context);
  }
}
