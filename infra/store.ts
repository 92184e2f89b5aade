import type * as pulumi from "@pulumi/pulumi";
import { Table } from "@pulumi/aws/dynamodb";
import type { Settings } from "./settings";

/** The single table and its stream. */
export interface Store {
  tableName: pulumi.Output<string>;
  tableArn: pulumi.Output<string>;
  streamArn: pulumi.Output<string>;
  /** The KMS key that the table is encrypted with, unless AWS owns it. */
  keyArn?: string;
  /** The attribute by which DynamoDB removes events whose time is over. */
  ttlAttribute: string;
  /** False if the table has no such attribute: then the recorder's daily run deletes them. */
  removesExpired: boolean;
  /** Its part of the stack's outputs. */
  outputs: { tableName: pulumi.Output<string> };
}

/** In seconds since 1970; a text of this name, such as the time of a suppression in ISO 8601, removes nothing. */
export const TTL_ATTRIBUTE = "expires_at";

/**
 * The stream carries keys only: they name the username to reconcile, and no password, not even an encrypted one,
 * travels further than it has to.
 */
export function createStore(settings: Settings): Store {
  const table = new Table(
    "store",
    {
      billingMode: "PAY_PER_REQUEST",
      hashKey: "PK",
      rangeKey: "SK",
      attributes: [
        { name: "PK", type: "S" },
        { name: "SK", type: "S" },
      ],
      ttl: { attributeName: TTL_ATTRIBUTE, enabled: true },
      streamEnabled: true,
      streamViewType: "KEYS_ONLY",
      deletionProtectionEnabled: settings.deletionProtection,
    },
    { protect: settings.deletionProtection },
  );
  return {
    tableName: table.name,
    tableArn: table.arn,
    streamArn: table.streamArn,
    ttlAttribute: TTL_ATTRIBUTE,
    removesExpired: true,
    outputs: { tableName: table.name },
  };
}
