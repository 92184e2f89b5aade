import type * as Kms from "@aws-sdk/client-kms";
import { awsClients } from "../shared/aws-clients";
import { CommandError } from "../shared/context";
import { withReadableAwsErrors } from "../shared/readable-errors";
import type { EncryptedSecret } from "./credentials";

/** The caller may use the API but not decrypt, like an operator. */
export class MayNotDecrypt extends CommandError {
  constructor(name: string, cause: unknown) {
    super(
      `AWS credentials: not allowed to decrypt the password of ${JSON.stringify(name)} (kms:Decrypt): ask somebody with ` +
        "the role of a credential reader (docs/administration.md, Roles).",
      { cause },
    );
  }
}

/**
 * Decrypts a password with the caller's own permission to use the key in this context.
 *
 * @throws MayNotDecrypt; CommandError for anything else that AWS refuses
 */
export async function decryptPassword(secret: EncryptedSecret, region: string): Promise<string> {
  // The SDK takes a fifth of a second to load.
  const { DecryptCommand } = require("@aws-sdk/client-kms") as typeof Kms;
  const { kms } = awsClients(region);
  try {
    const { Plaintext } = await withReadableAwsErrors({}, () =>
      kms.send(
        new DecryptCommand({
          CiphertextBlob: Buffer.from(secret.encryptedPassword, "base64"),
          EncryptionContext: secret.encryptionContext,
        }),
      ),
    );
    return Buffer.from(Plaintext ?? []).toString();
  } catch (error) {
    const { cause } = error as Error;
    if (cause instanceof Error && cause.name === "AccessDeniedException")
      throw new MayNotDecrypt(secret.name, cause);
    throw error;
  } finally {
    kms.destroy();
  }
}
