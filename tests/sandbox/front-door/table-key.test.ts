import { CreateTableCommand, DynamoDBClient, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { CreateKeyCommand, KMSClient, PutKeyPolicyCommand } from "@aws-sdk/client-kms";
import { expect } from "chai";
import {
  ACCOUNT,
  clientConfig,
  REGION,
  startFrontDoorFixture,
  type FrontDoorFixture,
} from "../../support/front-door/fixture";
import { policyOf, refusalOf } from "../../support/front-door/policies";
import { createRoleCaller, type RoleCaller, type Statement } from "../../support/front-door/role-caller";

describe("a table's customer-managed key decides about its items", () => {
  let fixture: FrontDoorFixture;
  let role: RoleCaller;
  before(async () => {
    fixture = await startFrontDoorFixture();
    role = await createRoleCaller(fixture, "worker");
  });
  after(() => fixture?.close());
  const [own, other] = ["mail", "other"];
  let owner: DynamoDBClient;
  let dynamodb: DynamoDBClient;
  let kms: KMSClient;
  let keyArn: string | undefined;
  before(async () => {
    owner = new DynamoDBClient(clientConfig(fixture.door.url));
    dynamodb = new DynamoDBClient(role.config);
    kms = new KMSClient(clientConfig(fixture.door.url));
    keyArn = (await kms.send(new CreateKeyCommand({}))).KeyMetadata?.Arn;
    for (const [TableName, SSESpecification] of [
      [own, { Enabled: true, SSEType: "KMS" as const, KMSMasterKeyId: keyArn }],
      [other, { Enabled: true }],
    ] as const) {
      await owner.send(
        new CreateTableCommand({
          TableName,
          SSESpecification,
          BillingMode: "PAY_PER_REQUEST",
          KeySchema: [{ AttributeName: "PK", KeyType: "HASH" }],
          AttributeDefinitions: [{ AttributeName: "PK", AttributeType: "S" }],
        }),
      );
    }
  });
  after(() => {
    for (const client of [owner, dynamodb, kms]) client.destroy();
  });
  const Key = { PK: { S: "a" } };
  const reading = (TableName: string) => refusalOf(dynamodb.send(new GetItemCommand({ TableName, Key })));
  const writing = (TableName: string) =>
    refusalOf(dynamodb.send(new PutItemCommand({ TableName, Item: Key })));
  const decrypt = (conditions: Record<string, string>): Statement => ({
    Action: "kms:Decrypt",
    Condition: { StringEquals: conditions },
  });
  const through = (service: string) => ({ "kms:ViaService": `${service}.${REGION}.amazonaws.com` });

  it("reading and writing need kms:Decrypt through DynamoDB, for this table", async () => {
    await role.permit({ Action: "dynamodb:*" });
    for (const call of [reading, writing])
      expect(await call(own)).to.include(`kms:Decrypt on resource: ${keyArn} because no identity-based`);
    await role.permit({ Action: "dynamodb:*" }, decrypt(through("sqs")));
    expect(await reading(own)).to.include("kms:Decrypt");
    const table = "kms:EncryptionContext:aws:dynamodb:tableName";
    await role.permit({ Action: "dynamodb:*" }, decrypt({ ...through("dynamodb"), [table]: other }));
    expect(await reading(own)).to.include("kms:Decrypt");
    await role.permit({ Action: "dynamodb:*" }, decrypt({ ...through("dynamodb"), [table]: own }));
    for (const call of [reading, writing]) expect(await call(own)).to.equal(undefined);
  });

  it("and the key's own policy must leave it to the account", async () => {
    const Policy = policyOf({ Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/keeper` }, Action: "kms:*" });
    await kms.send(new PutKeyPolicyCommand({ KeyId: keyArn, PolicyName: "default", Policy }));
    await role.permit({ Action: "dynamodb:*" }, decrypt(through("dynamodb")));
    expect(await reading(own)).to.include("because no resource-based policy allows the kms:Decrypt action");
  });

  it("of a table with the key that AWS manages, nothing more is needed", async () => {
    await role.permit({ Action: "dynamodb:*" });
    for (const call of [reading, writing]) expect(await call(other)).to.equal(undefined);
  });
});
