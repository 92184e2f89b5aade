import * as pulumi from "@pulumi/pulumi";
import type { PolicyStatement } from "@pulumi/aws/iam";
import type { Store } from "../store";

/**
 * DynamoDB reads and writes a table, and its stream, with the caller's permission to decrypt the table's key; it needs
 * more only to create a table or to change its key:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html. The key can be used for
 * this table only, and through DynamoDB only.
 *
 * @param sid of the statement that the permission belongs to: a policy must not have the same one twice
 * @returns no statement for a table whose key AWS owns
 */
export function tableKey(
  { tableName, tableArn, keyArn }: Pick<Store, "tableName" | "tableArn" | "keyArn">,
  sid: string,
): pulumi.Input<PolicyStatement>[] {
  if (keyArn === undefined) return [];
  const region = pulumi.output(tableArn).apply(arn => arn.split(":")[3] ?? "");
  return [
    {
      Sid: `${sid}Key`,
      Effect: "Allow",
      Action: "kms:Decrypt",
      Resource: keyArn,
      Condition: {
        StringEquals: {
          "kms:ViaService": pulumi.interpolate`dynamodb.${region}.amazonaws.com`,
          "kms:EncryptionContext:aws:dynamodb:tableName": tableName,
        },
      },
    },
  ];
}
