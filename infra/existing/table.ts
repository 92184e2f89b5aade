import { getTable } from "@pulumi/aws/dynamodb";
import { lookUp, settingKey, type Issue } from "../settings/issue";

/** What the program needs to know about a table that it does not manage. */
export interface ExistingTable {
  name: string;
  arn: string;
  /** Undefined if it has none now; a disabled stream cannot be read. */
  streamArn?: string;
  /** The KMS key that the table is encrypted with, if it is one in the account. */
  keyArn?: string;
  /** Undefined if DynamoDB removes none of its items. */
  ttlAttribute?: string;
}

/** @returns the table, or an issue if it does not exist, or has other keys: every record would fail */
export async function findTable(name: string): Promise<{ table: ExistingTable } | { issue: Issue }> {
  const remedy = "create it with the keys PK and SK, or leave the setting empty to create one";
  const result = await lookUp({ setting: "tableName", value: name, remedy }, getTable({ name }));
  return "issue" in result ? result : tableOf(name, result.found);
}

interface FoundTable {
  arn: string;
  hashKey: string;
  rangeKey: string;
  streamEnabled: boolean;
  streamArn: string;
  serverSideEncryption?: { enabled: boolean; kmsKeyArn: string };
  ttl?: { attributeName: string; enabled: boolean };
}

export function tableOf(name: string, found: FoundTable): { table: ExistingTable } | { issue: Issue } {
  const { arn, hashKey, rangeKey, streamEnabled, streamArn, serverSideEncryption: encryption, ttl } = found;
  if (hashKey !== "PK" || rangeKey !== "SK") {
    const keys = [hashKey, rangeKey].filter(Boolean).join(" and ");
    return {
      issue: {
        key: settingKey("tableName"),
        problem: `"${name}" has the key ${keys}`,
        remedy: "use a table with the keys PK and SK",
      },
    };
  }
  return {
    table: {
      name,
      arn,
      ...(streamEnabled && streamArn ? { streamArn } : {}),
      ...(encryption?.enabled && encryption.kmsKeyArn ? { keyArn: encryption.kmsKeyArn } : {}),
      ...(ttl?.enabled && ttl.attributeName ? { ttlAttribute: ttl.attributeName } : {}),
    },
  };
}
