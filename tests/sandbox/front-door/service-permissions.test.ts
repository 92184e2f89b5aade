import {
  CreateAliasCommand,
  CreateKeyCommand,
  DecryptCommand,
  EncryptCommand,
  KMSClient,
} from "@aws-sdk/client-kms";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { GetAccountCommand, SESv2Client, SendEmailCommand } from "@aws-sdk/client-sesv2";
import { CreateTopicCommand, PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { CreateQueueCommand, SendMessageBatchCommand, SQSClient } from "@aws-sdk/client-sqs";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { expect } from "chai";

import {
  ACCOUNT,
  clientConfig,
  failureOf,
  REGION,
  startFrontDoorFixture,
  type FrontDoorFixture,
} from "../../support/front-door/fixture";
import { createRoleCaller, type RoleCaller } from "../../support/front-door/role-caller";

const arn = (service: string, resource: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;

describe("a role's permissions", () => {
  let fixture: FrontDoorFixture;
  let role: RoleCaller;
  before(async () => {
    fixture = await startFrontDoorFixture(() => ({ status: 200, body: {} }));
    role = await createRoleCaller(fixture, "worker");
  });
  after(() => fixture?.close());

  it("for KMS depend on the key and the encryption context; an alias stands for its key", async () => {
    const admin = new KMSClient(clientConfig(fixture.door.url));
    const { KeyMetadata: { Arn: KeyId = "" } = {} } = await admin.send(new CreateKeyCommand({}));
    await admin.send(new CreateAliasCommand({ AliasName: "alias/mail", TargetKeyId: KeyId }));
    const { KeyMetadata: other } = await admin.send(new CreateKeyCommand({}));
    const kms = new KMSClient(role.config);
    const Plaintext = Buffer.from("secret");
    const encrypt = (EncryptionContext: Record<string, string>, key = KeyId) =>
      failureOf(kms.send(new EncryptCommand({ KeyId: key, Plaintext, EncryptionContext })));
    await role.permit({
      Action: ["kms:Encrypt", "kms:Decrypt"],
      Resource: KeyId,
      Condition: {
        StringEquals: { "kms:EncryptionContext:table": "t" },
        "ForAllValues:StringEquals": { "kms:EncryptionContextKeys": ["table", "user"] },
      },
    });
    const context = { table: "t", user: "u" };
    expect(await encrypt(context)).to.equal(undefined);
    expect(await encrypt(context, "alias/mail")).to.equal(undefined);
    expect(await encrypt({ ...context, table: "x" })).to.equal("AccessDeniedException");
    expect(await encrypt({ user: "u" })).to.equal("AccessDeniedException");
    expect(await encrypt({ ...context, more: "m" })).to.equal("AccessDeniedException");
    expect(await encrypt(context, other?.KeyId)).to.equal("AccessDeniedException");

    const { CiphertextBlob } = await admin.send(
      new EncryptCommand({ KeyId, Plaintext, EncryptionContext: context }),
    );
    const decrypt = (more = {}) =>
      kms.send(new DecryptCommand({ CiphertextBlob, EncryptionContext: context, ...more }));
    expect(Buffer.from((await decrypt()).Plaintext ?? []).toString()).to.equal("secret");
    await role.permit({ Action: "kms:Decrypt", Resource: other?.Arn ?? "" });
    expect(await failureOf(decrypt())).to.equal("AccessDeniedException");
    expect(await failureOf(decrypt({ KeyId: other?.Arn }))).to.equal("IncorrectKeyException");
    for (const client of [admin, kms]) client.destroy();
  });

  it("for queues and topics name each; a batch needs the single action", async () => {
    const admin = clientConfig(fixture.door.url);
    const { QueueUrl = "" } = await new SQSClient(admin).send(new CreateQueueCommand({ QueueName: "jobs" }));
    const { TopicArn = "" } = await new SNSClient(admin).send(new CreateTopicCommand({ Name: "news" }));
    const [sqs, sns] = [new SQSClient(role.config), new SNSClient(role.config)];
    const Entries = [{ Id: "1", MessageBody: "m" }];
    const sendAll = () => failureOf(sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries })));
    const publish = () => failureOf(sns.send(new PublishCommand({ TopicArn, Message: "m" })));
    await role.permit(
      { Action: "sqs:SendMessage", Resource: arn("sqs", "jobs") },
      { Action: "sns:Publish", Resource: TopicArn },
    );
    expect([await sendAll(), await publish()]).to.deep.equal([undefined, undefined]);
    await role.permit(
      { Action: "sqs:SendMessageBatch", Resource: "*" },
      { Action: "sns:Publish", Resource: arn("sns", "other") },
    );
    expect([await sendAll(), await publish()]).to.deep.equal(["AccessDenied", "AuthorizationErrorException"]);
    for (const client of [sqs, sns]) client.destroy();
  });

  it("for Lambda name the function and its version", async () => {
    const lambda = new LambdaClient(role.config);
    const invoke = (FunctionName: string, Qualifier?: string) =>
      failureOf(lambda.send(new InvokeCommand({ FunctionName, ...(Qualifier && { Qualifier }) })));
    await role.permit({ Action: "lambda:InvokeFunction", Resource: arn("lambda", "function:worker") });
    expect(await invoke("worker")).to.equal("ResourceNotFoundException");
    expect(await invoke(arn("lambda", "function:worker"))).to.equal("ResourceNotFoundException");
    expect(await invoke("worker", "2")).to.equal("AccessDeniedException");
    expect(await invoke("other")).to.equal("AccessDeniedException");
    lambda.destroy();
  });

  it("for logs need a resource that ends in :*", async () => {
    const write = () =>
      role.request("logs", {
        path: "/",
        target: "Logs_20140328.PutLogEvents",
        body: { logGroupName: "/aws/lambda/worker", logStreamName: "s", logEvents: [] },
      });
    await role.permit({ Action: "logs:PutLogEvents", Resource: arn("logs", "log-group:/aws/lambda/worker") });
    expect((await write()).body).to.include(
      arn("logs", "log-group:/aws/lambda/worker:log-stream:s because no identity-based policy"),
    );
    await role.permit({
      Action: "logs:PutLogEvents",
      Resource: arn("logs", "log-group:/aws/lambda/worker:*"),
    });
    expect((await write()).body).to.not.include("not authorized");
  });

  it("for events name the bus and can depend on the source", async () => {
    const put = (Source: string) =>
      role.request("events", {
        path: "/",
        target: "AWSEvents.PutEvents",
        body: { Entries: [{ Source, DetailType: "t", Detail: "{}" }] },
      });
    await role.permit({
      Action: "events:PutEvents",
      Resource: arn("events", "event-bus/default"),
      Condition: { StringEquals: { "events:source": "mine" } },
    });
    expect((await put("mine")).status).to.equal(200);
    expect((await put("theirs")).body).to.include(
      "events:PutEvents on resource: " + arn("events", "event-bus/default"),
    );
  });

  it("for SES name identity and configuration set, and can depend on the sender", async () => {
    const ses = new SESv2Client(role.config);
    const send = (FromEmailAddress: string, ConfigurationSetName = "main") =>
      failureOf(
        ses.send(
          new SendEmailCommand({
            FromEmailAddress,
            ConfigurationSetName,
            Destination: { ToAddresses: ["b@example.org"] },
            Content: { Simple: { Subject: { Data: "s" }, Body: { Text: { Data: "t" } } } },
          }),
        ),
      );
    await role.permit({
      Action: "ses:SendEmail",
      Resource: [arn("ses", "identity/*"), arn("ses", "configuration-set/main")],
      Condition: { StringLike: { "ses:FromAddress": "*@company.com" } },
    });
    expect(await send("Ann <ann@company.com>")).to.equal(undefined);
    expect(await send("ann@elsewhere.org")).to.equal("AccessDeniedException");
    expect(await send("ann@company.com", "other")).to.equal("AccessDeniedException");
    expect(await failureOf(ses.send(new GetAccountCommand({})))).to.equal("AccessDeniedException");
    ses.destroy();
  });

  it("are not needed to ask who one is", async () => {
    await role.permit({ Effect: "Deny", Action: "*" });
    const sts = new STSClient(role.config);
    expect((await sts.send(new GetCallerIdentityCommand({}))).Account).to.equal(ACCOUNT);
    sts.destroy();
  });

  it("are refused where the sandbox cannot judge them, and it says so", async () => {
    await role.permit({ Action: "*" });
    const unknown = await role.request("textract", { path: "/", target: "Textract.DetectText", body: {} });
    expect(unknown.status).to.equal(403);
    expect(unknown.body).to.match(
      /The sandbox cannot judge whether arn:aws:sts::\d+:assumed-role\/worker\/worker is authorized to call textract DetectText/,
    );

    await role.permit({ Action: "sns:*", Condition: { IpAddress: { "aws:SourceIp": "192.0.2.0/24" } } });
    const sns = new SNSClient(role.config);
    const error = await sns
      .send(new PublishCommand({ TopicArn: arn("sns", "news"), Message: "m" }))
      .catch((thrown: unknown) => thrown);
    expect(String(error)).to.match(/\(the sandbox cannot judge IpAddress aws:SourceIp\)$/);
    sns.destroy();
  });
});
