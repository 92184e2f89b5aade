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
import { policyOf, refusalOf } from "../../support/front-door/policies";
import { createRoleCaller, type RoleCaller, type Statement } from "../../support/front-door/role-caller";

const ROLE = `arn:aws:iam::${ACCOUNT}:role/service/worker`;
const ROOT = `arn:aws:iam::${ACCOUNT}:root`;
const NONE: Statement = { Action: "logs:PutLogEvents" };

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

    it("also for SES's events: for its account and its configuration set", async () => {
      const sourceArn = `arn:aws:ses:${REGION}:${ACCOUNT}:configuration-set/main`;
      const refusal = () =>
        fixture.door.refusalOfService({
          service: "ses.amazonaws.com",
          action: "sns:Publish",
          resource: TopicArn ?? "",
          sourceArn,
        });
      const refused = `The policy of ${TopicArn} does not allow sns:Publish to ses.amazonaws.com for ${sourceArn}.`;
      const ses = (account: string, set: string): Statement => ({
        Principal: { Service: "ses.amazonaws.com" },
        Action: "sns:Publish",
        Condition: { StringEquals: { "aws:SourceAccount": account, "aws:SourceArn": set } },
      });
      await put({ Principal: { AWS: ROLE }, Action: "sns:Publish" });
      expect(await refusal()).to.equal(refused);
      await put(ses(ACCOUNT, `${sourceArn}-2`));
      expect(await refusal()).to.equal(refused);
      await put(ses("999999999999", sourceArn));
      expect(await refusal()).to.equal(refused);
      await put(ses(ACCOUNT, sourceArn));
      expect(await refusal()).to.equal(undefined);
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
});
