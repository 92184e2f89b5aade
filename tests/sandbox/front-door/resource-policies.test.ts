import { CreateTableCommand, DynamoDBClient, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { CreateKeyCommand, EncryptCommand, KMSClient, PutKeyPolicyCommand } from "@aws-sdk/client-kms";
import {
  CreateTopicCommand,
  PublishCommand,
  SetTopicAttributesCommand,
  SNSClient,
} from "@aws-sdk/client-sns";
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { expect } from "chai";

import {
  ACCOUNT,
  clientConfig,
  REGION,
  startFrontDoorFixture,
  type FrontDoorFixture,
} from "../../support/front-door/fixture";
import { createRoleCaller, type RoleCaller, type Statement } from "../../support/front-door/role-caller";

const ROLE = `arn:aws:iam::${ACCOUNT}:role/service/worker`;
const ROOT = `arn:aws:iam::${ACCOUNT}:root`;
const NONE: Statement = { Action: "logs:PutLogEvents" };

const policyOf = (...statements: readonly Statement[]) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: statements.map(statement => ({ Effect: "Allow", Resource: "*", ...statement })),
  });

/** AWS's answer to a call that is refused; undefined to one that is allowed. */
const refusalOf = async (call: Promise<unknown>): Promise<string | undefined> => {
  try {
    await call;
    return undefined;
  } catch (thrown) {
    return (thrown as Error).message;
  }
};

describe("the policies of resources", () => {
  let fixture: FrontDoorFixture;
  let role: RoleCaller;
  before(async () => {
    fixture = await startFrontDoorFixture();
    role = await createRoleCaller(fixture, "worker");
  });
  after(() => fixture?.close());

  describe("of a queue count", () => {
    let owner: SQSClient;
    let sqs: SQSClient;
    let QueueUrl: string | undefined;
    before(async () => {
      owner = new SQSClient(clientConfig(fixture.door.url));
      sqs = new SQSClient(role.config);
      ({ QueueUrl } = await owner.send(new CreateQueueCommand({ QueueName: "jobs" })));
    });
    after(() => {
      owner.destroy();
      sqs.destroy();
    });
    const put = (...statements: readonly Statement[]) =>
      owner.send(
        new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy: policyOf(...statements) } }),
      );
    const sending = () => refusalOf(sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "m" })));

    it("if they name the role: its own policy need not allow the call", async () => {
      await role.permit(NONE);
      expect(await sending()).to.match(/because no identity-based policy allows the sqs:SendMessage action/);
      await put({ Principal: { AWS: ROLE }, Action: "sqs:SendMessage" });
      expect(await sending()).to.equal(undefined);
      const attributes = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] });
      expect(await refusalOf(sqs.send(attributes))).to.match(/sqs:GetQueueAttributes/);
    });

    it("if they deny what the role's policy allows", async () => {
      await role.permit({ Action: "sqs:*" });
      await put({ Effect: "Deny", Principal: "*", Action: "sqs:SendMessage" });
      expect(await sending()).to.match(/with an explicit deny in a resource-based policy/);
    });

    it("only with the role's policy if they name the account", async () => {
      await put({ Principal: { AWS: ROOT }, Action: "sqs:*" });
      await role.permit(NONE);
      expect(await sending()).to.match(/because no identity-based policy allows/);
      await role.permit({ Action: "sqs:SendMessage" });
      expect(await sending()).to.equal(undefined);
    });
  });

  describe("of a topic count", () => {
    let owner: SNSClient;
    let sns: SNSClient;
    let TopicArn: string | undefined;
    before(async () => {
      owner = new SNSClient(clientConfig(fixture.door.url));
      sns = new SNSClient(role.config);
      ({ TopicArn } = await owner.send(new CreateTopicCommand({ Name: "news" })));
    });
    after(() => {
      owner.destroy();
      sns.destroy();
    });
    const put = (...statements: readonly Statement[]) =>
      owner.send(
        new SetTopicAttributesCommand({
          TopicArn,
          AttributeName: "Policy",
          AttributeValue: policyOf(...statements),
        }),
      );
    const publishing = () => refusalOf(sns.send(new PublishCommand({ TopicArn, Message: "m" })));

    it("and the one of a new topic gives a role nothing", async () => {
      await role.permit(NONE);
      expect(await publishing()).to.match(/because no identity-based policy allows the sns:Publish action/);
      await role.permit({ Action: "sns:Publish" });
      expect(await publishing()).to.equal(undefined);
    });

    it("if they name the role, under their conditions", async () => {
      await role.permit(NONE);
      const Condition = { ArnEquals: { "aws:PrincipalArn": ROLE } };
      await put({ Principal: { AWS: "*" }, Action: "sns:Publish", Condition });
      expect(await publishing()).to.equal(undefined);
      const another = { ArnEquals: { "aws:PrincipalArn": `${ROLE}-2` } };
      await put({ Principal: { AWS: "*" }, Action: "sns:Publish", Condition: another });
      expect(await publishing()).to.match(/because no identity-based policy allows/);
    });

    it("if they deny what the role's policy allows", async () => {
      await role.permit({ Action: "sns:*" });
      await put({ Effect: "Deny", Principal: { AWS: ROLE }, Action: "sns:Publish" });
      expect(await publishing()).to.match(/with an explicit deny in a resource-based policy/);
    });
  });

  describe("of a KMS key decide", () => {
    let owner: KMSClient;
    let kms: KMSClient;
    let KeyId: string | undefined;
    before(async () => {
      owner = new KMSClient(clientConfig(fixture.door.url));
      kms = new KMSClient(role.config);
      KeyId = (await owner.send(new CreateKeyCommand({}))).KeyMetadata?.KeyId;
    });
    after(() => {
      owner.destroy();
      kms.destroy();
    });
    const put = (...statements: readonly Statement[]) =>
      owner.send(new PutKeyPolicyCommand({ KeyId, PolicyName: "default", Policy: policyOf(...statements) }));
    const encrypting = () =>
      refusalOf(kms.send(new EncryptCommand({ KeyId, Plaintext: Buffer.from("secret") })));

    it("that the role's policy does, as a new key's policy leaves it to the account", async () => {
      await role.permit(NONE);
      expect(await encrypting()).to.match(/because no identity-based policy allows the kms:Encrypt action/);
      await role.permit({ Action: "kms:Encrypt" });
      expect(await encrypting()).to.equal(undefined);
    });

    it("that the role's policy does not count, if they leave nothing to the account", async () => {
      await role.permit({ Action: "kms:*" });
      await put({ Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/keeper` }, Action: "kms:*" });
      expect(await encrypting()).to.match(/because no resource-based policy allows the kms:Encrypt action/);
      await put({ Principal: { AWS: ROOT }, Action: "kms:Decrypt" });
      expect(await encrypting()).to.match(/because no resource-based policy allows the kms:Encrypt action/);
    });

    it("for the role, if they name it", async () => {
      await role.permit(NONE);
      await put({ Principal: { AWS: ROLE }, Action: "kms:Encrypt" });
      expect(await encrypting()).to.equal(undefined);
    });

    it("against the role, if they deny", async () => {
      await role.permit({ Action: "kms:*" });
      await put(
        { Principal: { AWS: ROOT }, Action: "kms:*" },
        { Effect: "Deny", Principal: { AWS: ROLE }, Action: "kms:Encrypt" },
      );
      expect(await encrypting()).to.match(/with an explicit deny in a resource-based policy/);
    });
  });

  describe("of a table's customer-managed key decide about its items", () => {
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
});
