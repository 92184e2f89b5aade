import type * as kms from "@aws-sdk/client-kms";

import type { Context } from "./context";
import { policyDocument } from "./policy-document";
import { defined, isRecord, type Properties } from "./properties";
import type * as tableModule from "./types/dynamodb/table";
import type * as emailIdentityModule from "./types/sesv2/email-identity";

type Invoke = (args: Properties, context: Context) => Promise<Properties>;

/** Every data source a program can call in the sandbox. */
export const INVOKES: Readonly<Record<string, Invoke>> = {
  "aws:index/getCallerIdentity:getCallerIdentity": async (_, { accountId }) => ({
    accountId,
    arn: `arn:aws:iam::${accountId}:root`,
    id: accountId,
    userId: accountId,
  }),
  "aws:index/getRegion:getRegion": async (_, { region }) => ({
    region,
    name: region,
    id: region,
    description: region,
    endpoint: `ec2.${region}.amazonaws.com`,
  }),
  "aws:index/getPartition:getPartition": async () => ({
    partition: "aws",
    id: "aws",
    dnsSuffix: "amazonaws.com",
    reverseDnsPrefix: "com.amazonaws",
  }),
  "aws:iam/getPolicyDocument:getPolicyDocument": async args => {
    const document = policyDocument(args);
    return {
      ...args,
      id: "policy",
      json: JSON.stringify(document, null, 2),
      minifiedJson: JSON.stringify(document),
    };
  },
  "aws:cloudcontrol/getResource:getResource": getCloudControlResource,
  "aws:dynamodb/getTable:getTable": getTable,
  "aws:kms/getKey:getKey": getKey,
  "aws:sesv2/getEmailIdentity:getEmailIdentity": getEmailIdentity,
};

export function invokeOf(token: string): Invoke {
  const invoke = INVOKES[token];
  if (invoke !== undefined) return invoke;
  throw new Error(`unsupported function ${token}: add it in sandbox/provider/invokes.ts`);
}

async function getTable({ name }: Properties, context: Context): Promise<Properties> {
  const { describe, outsOf } = require("./types/dynamodb/table") as typeof tableModule;
  const table = await describe(String(name), context);
  const keyOf = (type: string) => table.KeySchema?.find(({ KeyType }) => KeyType === type)?.AttributeName;
  return defined({
    ...outsOf(table),
    id: name,
    name,
    hashKey: keyOf("HASH"),
    rangeKey: keyOf("RANGE") ?? "",
    streamEnabled: table.StreamSpecification?.StreamEnabled ?? false,
    deletionProtectionEnabled: table.DeletionProtectionEnabled ?? false,
    tableClass: table.TableClassSummary?.TableClass ?? "STANDARD",
    readCapacity: table.ProvisionedThroughput?.ReadCapacityUnits ?? 0,
    writeCapacity: table.ProvisionedThroughput?.WriteCapacityUnits ?? 0,
    attributes: table.AttributeDefinitions?.map(({ AttributeName, AttributeType }) => ({
      name: AttributeName,
      type: AttributeType,
    })),
    serverSideEncryption: {
      enabled: table.SSEDescription?.Status === "ENABLED",
      kmsKeyArn: table.SSEDescription?.KMSMasterKeyArn ?? "",
    },
    globalSecondaryIndexes: [],
    localSecondaryIndexes: [],
    tags: {},
  });
}

async function getKey({ keyId, grantTokens }: Properties, { clients }: Context): Promise<Properties> {
  const { DescribeKeyCommand } = require("@aws-sdk/client-kms") as typeof kms;
  const { KeyMetadata: key } = await clients.kms.send(
    new DescribeKeyCommand({ KeyId: String(keyId), GrantTokens: grantTokens as string[] | undefined }),
  );
  return defined({
    keyId,
    grantTokens,
    id: key?.KeyId,
    arn: key?.Arn,
    awsAccountId: key?.AWSAccountId,
    creationDate: key?.CreationDate?.toISOString(),
    description: key?.Description ?? "",
    enabled: key?.Enabled ?? false,
    keyManager: key?.KeyManager,
    keySpec: key?.KeySpec,
    customerMasterKeySpec: key?.KeySpec,
    keyState: key?.KeyState,
    keyUsage: key?.KeyUsage,
    multiRegion: key?.MultiRegion ?? false,
    origin: key?.Origin,
  });
}

/** Cloud Control's properties are those of CloudFormation's resource type; of these, what the program reads. */
async function getCloudControlResource(
  { typeName, identifier }: Properties,
  { clients }: Context,
): Promise<Properties> {
  if (typeName !== "AWS::KMS::Key")
    throw new Error(
      `unsupported Cloud Control type ${String(typeName)}: add it in sandbox/provider/invokes.ts`,
    );
  const { GetKeyPolicyCommand } = require("@aws-sdk/client-kms") as typeof kms;
  const { Policy = "{}" } = await clients.kms.send(new GetKeyPolicyCommand({ KeyId: String(identifier) }));
  const properties = { KeyId: identifier, KeyPolicy: JSON.parse(Policy) as object };
  return { typeName, identifier, id: identifier, properties: JSON.stringify(properties) };
}

/** Unlike the resource, the data source wraps its DKIM attributes in a list. */
async function getEmailIdentity({ emailIdentity }: Properties, context: Context): Promise<Properties> {
  const { readIdentity } = require("./types/sesv2/email-identity") as typeof emailIdentityModule;
  const found = await readIdentity(String(emailIdentity), context);
  const dkim = found.dkimSigningAttributes;
  return {
    ...found,
    id: emailIdentity,
    emailIdentity,
    tags: {},
    dkimSigningAttributes: isRecord(dkim) ? [dkim] : [],
  };
}
