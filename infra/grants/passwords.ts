import * as pulumi from "@pulumi/pulumi";
import type { PolicyStatement } from "@pulumi/aws/iam";
import { ENCRYPTION_CONTEXT_KEYS, ENCRYPTION_PURPOSE } from "../../records/encryption";
import type { Foundation } from "../foundation";
import { requireKeyInRegion } from "../settings/key-region";
import type { Grant } from "./grant";

/**
 * To encrypt and decrypt the SMTP passwords of this table, and nothing else, with the operator's key. Decrypt as
 * well: a login is verified with the stored password before its record becomes active. With previous keys only to
 * decrypt: a password found under one of them is encrypted again with the current key.
 */
export function passwords({
  settings,
  account,
  store,
}: Foundation): Grant<"KMS_KEY_ARN" | "PREVIOUS_KMS_KEY_ARNS"> {
  const { kmsKeyArn, previousKmsKeyArns } = settings;
  const inRegion = (arn: string, setting: string) =>
    account.region.apply(region => requireKeyInRegion(arn, region, setting));
  const previous = previousKmsKeyArns.map((arn, index) => inRegion(arn, `previousKmsKeyArns[${index}]`));
  const statement = (Sid: string, Action: string[], Resource: string | string[]): PolicyStatement => ({
    Sid,
    Effect: "Allow",
    Action,
    Resource,
    Condition: {
      StringEquals: {
        "kms:EncryptionContext:purpose": ENCRYPTION_PURPOSE,
        "kms:EncryptionContext:table": store.tableName,
      },
      "ForAllValues:StringEquals": { "kms:EncryptionContextKeys": [...ENCRYPTION_CONTEXT_KEYS] },
    },
  });
  return {
    environment: {
      KMS_KEY_ARN: inRegion(kmsKeyArn, "kmsKeyArn"),
      PREVIOUS_KMS_KEY_ARNS: pulumi.all(previous).apply(arns => arns.join(",")),
    },
    statements: [
      statement("Passwords", ["kms:Encrypt", "kms:Decrypt"], kmsKeyArn),
      ...(previous.length === 0
        ? []
        : [statement("PasswordsOfPreviousKeys", ["kms:Decrypt"], previousKmsKeyArns)]),
    ],
  };
}
