import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
  waitUntilTableNotExists,
  type KeySchemaElement,
  type TableDescription,
} from "@aws-sdk/client-dynamodb";
import type { TableArgs } from "@pulumi/aws/dynamodb";

import type { Context } from "../../context";
import { defined, tagList, type Plain, type Properties } from "../../properties";
import { resource, ignoreNotFound } from "../../resource-type";

/** A local table is ready at once; the bound is for a busy machine. */
const MAX_SETTLE_S = 20;

export const table = resource<TableArgs>({
  autoname: "name",
  replaceOn: ["name", "hashKey", "rangeKey", "localSecondaryIndexes"],
  withoutEffect: ["pointInTimeRecovery"],
  async create(inputs, context) {
    const TableName = inputs.name;
    await context.clients.dynamodb.send(
      new CreateTableCommand({
        TableName,
        AttributeDefinitions: inputs.attributes?.map(({ name, type }) => ({
          AttributeName: name,
          AttributeType: type as "S" | "N" | "B",
        })),
        KeySchema: keySchema(inputs.hashKey, inputs.rangeKey),
        BillingMode: billingMode(inputs),
        ...(billingMode(inputs) === "PROVISIONED" ? { ProvisionedThroughput: throughput(inputs) } : {}),
        GlobalSecondaryIndexes: inputs.globalSecondaryIndexes?.map(index => ({
          IndexName: index.name,
          KeySchema: keySchema(index.hashKey, index.rangeKey),
          Projection: projection(index),
        })),
        LocalSecondaryIndexes: inputs.localSecondaryIndexes?.map(index => ({
          IndexName: index.name,
          KeySchema: keySchema(inputs.hashKey, index.rangeKey),
          Projection: projection(index),
        })),
        StreamSpecification: stream(inputs),
        SSESpecification: encryption(inputs),
        TableClass: inputs.tableClass as "STANDARD" | undefined,
        DeletionProtectionEnabled: inputs.deletionProtectionEnabled,
        Tags: tagList(inputs.tags),
      }),
    );
    return { id: TableName ?? "", outs: {} };
  },
  async complete(TableName, { ttl }, context) {
    await waitUntilTableExists(
      { client: context.clients.dynamodb, maxWaitTime: MAX_SETTLE_S, minDelay: 1 },
      { TableName },
    );
    if (ttl?.enabled) await setTimeToLive(TableName, ttl, context);
    return outsOf(await describe(TableName, context));
  },
  async read({ id }, context) {
    const found = await ignoreNotFound(describe(id, context));
    return found && outsOf(found);
  },
  async update({ id, inputs: old }, inputs, context) {
    if (JSON.stringify(stream(old)) !== JSON.stringify(stream(inputs))) {
      const StreamSpecification = stream(inputs) ?? { StreamEnabled: false };
      await context.clients.dynamodb.send(new UpdateTableCommand({ TableName: id, StreamSpecification }));
    }
    if (old.deletionProtectionEnabled !== inputs.deletionProtectionEnabled) {
      const DeletionProtectionEnabled = inputs.deletionProtectionEnabled ?? false;
      await context.clients.dynamodb.send(
        new UpdateTableCommand({ TableName: id, DeletionProtectionEnabled }),
      );
    }
    if (JSON.stringify(old.ttl) !== JSON.stringify(inputs.ttl))
      await setTimeToLive(id, inputs.ttl ?? { ...old.ttl, enabled: false }, context);
    return outsOf(await describe(id, context));
  },
  async delete({ id }, { clients: { dynamodb } }) {
    const deleted = await ignoreNotFound(dynamodb.send(new DeleteTableCommand({ TableName: id })));
    if (deleted)
      await waitUntilTableNotExists(
        { client: dynamodb, maxWaitTime: MAX_SETTLE_S, minDelay: 1 },
        { TableName: id },
      );
  },
});

export async function describe(
  TableName: string | undefined,
  { clients }: Context,
): Promise<TableDescription> {
  const { Table = {} } = await clients.dynamodb.send(new DescribeTableCommand({ TableName }));
  return Table;
}

export function outsOf(table: TableDescription): Properties {
  return defined({
    arn: table.TableArn,
    streamArn: table.LatestStreamArn ?? "",
    streamLabel: table.LatestStreamLabel ?? "",
    streamViewType: table.StreamSpecification?.StreamViewType ?? "",
    billingMode: table.BillingModeSummary?.BillingMode ?? "PROVISIONED",
  });
}

async function setTimeToLive(
  TableName: string | undefined,
  ttl: NonNullable<Plain<TableArgs>["ttl"]>,
  { clients }: Context,
): Promise<void> {
  const TimeToLiveSpecification = { AttributeName: ttl.attributeName, Enabled: ttl.enabled ?? false };
  await clients.dynamodb.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }));
}

function keySchema(hashKey: string | undefined, rangeKey: string | undefined): KeySchemaElement[] {
  const hash = { AttributeName: hashKey, KeyType: "HASH" as const };
  return rangeKey === undefined ? [hash] : [hash, { AttributeName: rangeKey, KeyType: "RANGE" as const }];
}

function billingMode(inputs: Plain<TableArgs>): "PAY_PER_REQUEST" | "PROVISIONED" {
  return inputs.billingMode === "PAY_PER_REQUEST" ? "PAY_PER_REQUEST" : "PROVISIONED";
}

function throughput({ readCapacity, writeCapacity }: Plain<TableArgs>) {
  return { ReadCapacityUnits: readCapacity, WriteCapacityUnits: writeCapacity };
}

function projection(index: { projectionType: string; nonKeyAttributes?: string[] | undefined }) {
  return { ProjectionType: index.projectionType as "ALL", NonKeyAttributes: index.nonKeyAttributes };
}

function stream({ streamEnabled, streamViewType }: Plain<TableArgs>) {
  if (!streamEnabled) return undefined;
  return { StreamEnabled: true, StreamViewType: streamViewType as "NEW_AND_OLD_IMAGES" };
}

function encryption({ serverSideEncryption }: Plain<TableArgs>) {
  if (serverSideEncryption === undefined) return undefined;
  const { enabled, kmsKeyArn } = serverSideEncryption;
  return enabled ? { Enabled: true, SSEType: "KMS" as const, KMSMasterKeyId: kmsKeyArn } : { Enabled: false };
}
