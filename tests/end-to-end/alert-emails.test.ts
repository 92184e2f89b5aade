import { CloudWatchClient, SetAlarmStateCommand } from "@aws-sdk/client-cloudwatch";
import { PublishCommand, SNSClient, SubscribeCommand, UnsubscribeCommand } from "@aws-sdk/client-sns";
import { expect } from "chai";
import PostalMime from "postal-mime";
import type { Sandbox } from "../../sandbox/sandbox";
import { clientConfig } from "../../sandbox/shared/account";
import { pollUntil } from "../../sandbox/shared/poll";
import { sharedSandbox } from "../support/sandbox/shared-sandbox";

const ADDRESS = "on.call@example.org";
const MAX_WAIT_MS = 30_000;

describe("somebody who subscribed to the alert topic by email", function () {
  this.timeout(300_000);
  let sandbox: Sandbox;
  let sns: SNSClient;
  let SubscriptionArn: string | undefined;

  before(async function () {
    if (process.env.SES_SMTP_EMULATOR_URL) this.skip(); // a shared emulator delivers no email
    sandbox = await sharedSandbox();
    sns = new SNSClient(clientConfig(sandbox.report.emulator));
    const TopicArn = String(sandbox.report.outputs.alertTopicArn);
    const subscription = { TopicArn, Protocol: "email", Endpoint: ADDRESS };
    ({ SubscriptionArn } = await sns.send(new SubscribeCommand(subscription)));
  });
  after(async () => {
    if (SubscriptionArn !== undefined) await sns.send(new UnsubscribeCommand({ SubscriptionArn }));
    sns?.destroy();
  });

  async function emailAbout(subject: string) {
    const found = await pollUntil(`an email about ${subject}`, MAX_WAIT_MS, async () => {
      const [message] = sandbox.ses.mailbox.list({ to: ADDRESS, subject });
      return Promise.resolve(message === undefined ? { yet: "none" } : { done: message });
    });
    return { ...found, ...(await PostalMime.parse(found.raw)) };
  }

  it("gets an email of SNS for an alarm that is raised", async () => {
    const cloudwatch = new CloudWatchClient(clientConfig(sandbox.report.emulator));
    const AlarmName = "ses-smtp sandbox - smtp-api fails";
    const set = (StateValue: "ALARM" | "OK") =>
      cloudwatch.send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason: "A test." }));
    try {
      await set("ALARM");
      const { from, text, user, envelope } = await emailAbout("smtp-api fails");
      expect(from).to.deep.equal({ name: "AWS Notifications", address: "no-reply@sns.amazonaws.com" });
      expect(text).to.include(AlarmName).and.to.include("A test.");
      expect({ user, to: envelope.to }).to.deep.equal({ user: "Amazon SNS", to: [ADDRESS] });
    } finally {
      await set("OK");
      cloudwatch.destroy();
    }
  });

  it("gets what is published with a subject, in any script", async () => {
    const TopicArn = String(sandbox.report.outputs.alertTopicArn);
    const Subject = "ses-smtp: a login needs attention";
    await sns.send(new PublishCommand({ TopicArn, Subject, Message: "Größe: 5 €\nsecond line" }));
    const { text } = await emailAbout(Subject);
    expect(text).to.match(
      /^Größe: 5 €\nsecond line\n\n--\nAmazon SNS sends this to a subscriber of arn:aws:sns:/,
    );
  });
});
