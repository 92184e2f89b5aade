import { encryptionContext } from "../../../records/encryption";
import { KEY_ARN, TABLE } from "../aws-model";
import type { Stage } from "./stage";

/** The password in a record, as its owner decrypts it; undefined if there is none, or none that decrypts. */
export function passwordOf(stage: Stage, username: string): string | undefined {
  const { smtp_username, encrypted_password } = stage.record(username) ?? {};
  if (typeof smtp_username !== "string" || typeof encrypted_password !== "string") return undefined;
  try {
    const { Plaintext } = stage.model.kms.call("Decrypt", {
      KeyId: KEY_ARN,
      CiphertextBlob: Buffer.from(encrypted_password, "base64"),
      EncryptionContext: encryptionContext({ table: TABLE, username, smtpUsername: smtp_username }),
    }) as { Plaintext: Uint8Array };
    return Buffer.from(Plaintext).toString();
  } catch {
    return undefined;
  }
}
