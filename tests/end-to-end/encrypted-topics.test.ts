import { GetTopicAttributesCommand, SNSClient } from "@aws-sdk/client-sns";
import { KMSClient, PutKeyPolicyCommand } from "@aws-sdk/client-kms";
import { expect } from "chai";
import { startSandbox, type Sandbox } from "../../sandbox/sandbox";
import { clientConfig } from "../../sandbox/shared/account";
import { Administrator, type Login } from "../../sandbox/testkit/administrator";
import { MailClient } from "../../sandbox/testkit/mail-client";
import { QueueOfEvents } from "../support/sandbox/queue-of-events";
import type { PublishedRecord } from "../support/ses/event-targets";

const BOUNCE = "bounce+encrypted@simulator.amazonses.com";

describe("the topics for bounces and complaints, with a key that SES may use", function () {
  this.timeout(120_000);
  let sandbox: Sandbox;
  let administrator: Administrator;
  let queue: QueueOfEvents;
  let login: Login;
  before(async () => {
    sandbox = await startSandbox({ keyForSes: true, keyDelayMs: 300 });
    const { report } = sandbox;
    administrator = new Administrator(report);
    queue = new QueueOfEvents(report.emulator, "encrypted-events");
    await queue.open();
    await queue.subscribe(String(report.outputs.bounceTopicArn));
    await administrator.put("jane", { status: "pending", allowed_from_addresses: [`jane@${report.domain}`] });
    await administrator.waitFor("jane", ({ status }) => status === "active");
    login = await administrator.login("jane");
  });
  after(async () => {
    administrator?.close();
    queue?.close();
    await sandbox?.close();
  });

  async function bounce(subject: string): Promise<string> {
    const { report, ses } = sandbox;
    const mail = { from: `jane@${report.domain}`, to: BOUNCE, subject, text: "Hello\n" };
    expect((await new MailClient(report).send(login, mail)).code).to.equal(250);
    await ses.settled();
    return ses.mailbox.list({ subject })[0]?.id ?? "";
  }

  it("are encrypted with it, and SES publishes to them", async () => {
    const { report } = sandbox;
    const sns = new SNSClient(clientConfig(report.emulator));
    for (const output of ["bounceTopicArn", "complaintTopicArn"]) {
      const topic = new GetTopicAttributesCommand({ TopicArn: String(report.outputs[output]) });
      expect((await sns.send(topic)).Attributes?.KmsMasterKeyId).to.equal(report.kmsKeyArn);
    }
    sns.destroy();
    expect(report.outputs.eventTopicEncryption).to.equal(`with ${report.kmsKeyArn}`);
    const id = await bounce("Encrypted");
    await queue.waitFor<PublishedRecord>("the bounce", ({ mail }) => mail.messageId === id);
  });

  it("get nothing more once the key's policy no longer lets SES use it", async () => {
    const { report, ses } = sandbox;
    const kms = new KMSClient(clientConfig(report.emulator));
    const root = { AWS: `arn:aws:iam::${report.accessKeyId}:root` };
    const Policy = JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: root, Action: "kms:*", Resource: "*" }],
    });
    await kms.send(new PutKeyPolicyCommand({ KeyId: report.kmsKeyArn, PolicyName: "default", Policy }));
    kms.destroy();
    const id = await bounce("No longer");
    const [, bounced] = ses.mailbox.fatesOf(id);
    expect(bounced?.unpublished?.[0]).to.include("does not allow kms:GenerateDataKey to ses.amazonaws.com");
  });
});
