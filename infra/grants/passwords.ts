import { ENCRYPTION_CONTEXT_KEYS, ENCRYPTION_PURPOSE } from "../../records/encryption";
import type { Foundation } from "../foundation";
import { requireKeyInRegion } from "../settings/key-region";
import type { Grant } from "./grant";

/**
 * To encrypt and decrypt the SMTP passwords of this table, and nothing else, with the operator's key. Decrypt as
 * well: a login is verified with the stored password before its record becomes active.
 */
export function passwords({ settings, account, store }: Foundation): Grant<"KMS_KEY_ARN"> {
  const { kmsKeyArn } = settings;
  return {
    environment: { KMS_KEY_ARN: account.region.apply(region => requireKeyInRegion(kmsKeyArn, region)) },
    statements: [
      {
        Sid: "Passwords",
        Effect: "Allow",
        Action: ["kms:Encrypt", "kms:Decrypt"],
        Resource: kmsKeyArn,
        Condition: {
          StringEquals: {
            "kms:EncryptionContext:purpose": ENCRYPTION_PURPOSE,
            "kms:EncryptionContext:table": store.tableName,
          },
          "ForAllValues:StringEquals": { "kms:EncryptionContextKeys": [...ENCRYPTION_CONTEXT_KEYS] },
        },
      },
    ],
  };
}
