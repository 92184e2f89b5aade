import {
  CreateConfigurationSetEventDestinationCommand,
  GetConfigurationSetEventDestinationsCommand,
  GetEmailIdentityCommand,
  SESv2Client,
} from "@aws-sdk/client-sesv2";
import { CreateTopicCommand, SetTopicAttributesCommand, SNSClient } from "@aws-sdk/client-sns";
import { expect } from "chai";
import type { Sandbox } from "../../sandbox/sandbox";
import { pollUntil } from "../../sandbox/shared/poll";
import { clientConfig } from "../../sandbox/shared/account";
import { Administrator, type Login } from "../../sandbox/testkit/administrator";
import { MailClient } from "../../sandbox/testkit/mail-client";
import { QueueOfEvents } from "../support/sandbox/queue-of-events";
import { sharedSandbox } from "../support/sandbox/shared-sandbox";
import type { PublishedRecord } from "../support/ses/event-targets";

const BOUND_MS = 90_000;
const USERNAME = "events.jane";

interface BusEvent {
  source: string;
  "detail-type": string;
  resources: string[];
  detail: PublishedRecord;
}

describe("the events of sent mail, in the sandbox", function () {
  this.timeout(BOUND_MS);
  let sandbox: Sandbox;
  let administrator: Administrator;
  let queue: QueueOfEvents;
  let ses: SESv2Client;
  let sns: SNSClient;
  let login: Login;
  let iamUser: string;
  const outputs = () => sandbox.report.outputs as Record<string, string>;

  before(async () => {
    sandbox = await sharedSandbox();
    const { report } = sandbox;
    administrator = new Administrator(report);
    ses = new SESv2Client(clientConfig(report.emulator));
    sns = new SNSClient(clientConfig(report.emulator));
    queue = new QueueOfEvents(report.emulator, "mail-events-of-a-test");
    await queue.open();
    await queue.subscribe(outputs().bounceTopicArn ?? "");
    await queue.subscribe(outputs().complaintTopicArn ?? "");
    await queue.follow({ source: ["aws.ses"] });
    await administrator.put(USERNAME, {
      status: "pending",
      allowed_from_addresses: [`${USERNAME}@${report.domain}`],
    });
    const record = await administrator.waitFor(USERNAME, ({ status }) => status === "active");
    iamUser = record.iam_user_name ?? "";
    login = await administrator.login(USERNAME);
  });
  after(() => {
    administrator?.close();
    queue?.close();
    ses?.destroy();
    sns?.destroy();
  });

  const send = async (to: string, subject: string) => {
    const mail = { from: `${USERNAME}@${sandbox.report.domain}`, to, subject, text: "Hello\n" };
    const reply = await new MailClient(sandbox.report).send(login, mail);
    expect(reply.code, reply.text).to.equal(250);
  };
  const record = (type: string, to: string) =>
    queue.waitFor<PublishedRecord>(
      `a ${type} of ${to} on a topic`,
      ({ eventType, mail }) => eventType === type && mail.destination.includes(to),
    );
  const event = (detailType: string, to: string) =>
    queue.waitFor<BusEvent>(
      `${detailType} of ${to} on the bus`,
      each => each["detail-type"] === detailType && each.detail.mail.destination.includes(to),
    );

  it("name the login that sent the message, by its IAM user", async () => {
    await send("events.bob@elsewhere.test", "Delivered");
    const sent = await event("Email Sent", "events.bob@elsewhere.test");
    const delivered = await event("Email Delivered", "events.bob@elsewhere.test");
    for (const { source, resources, detail } of [sent, delivered]) {
      expect(source).to.equal("aws.ses");
      expect(resources).to.have.length(1);
      expect(detail.mail.tags["ses:caller-identity"]).to.deep.equal([iamUser]);
      expect(detail.mail.tags["ses:configuration-set"]).to.deep.equal([outputs().configurationSetName]);
    }
  });

  // Proves R2.3, T5-b
  it("bring bounces and complaints to their topics, with the login's name", async () => {
    await send("bounce+events@simulator.amazonses.com", "Bounces");
    await send("complaint+events@simulator.amazonses.com", "Complaint");
    const bounce = await record("Bounce", "bounce+events@simulator.amazonses.com");
    const complaint = await record("Complaint", "complaint+events@simulator.amazonses.com");
    expect(bounce.bounce).to.deep.include({ bounceType: "Permanent", bounceSubType: "General" });
    expect(complaint.complaint).to.deep.include({ complaintFeedbackType: "abuse" });
    for (const { mail } of [bounce, complaint])
      expect(mail.tags["ses:caller-identity"]).to.deep.equal([iamUser]);
  });

  it("go to topics that SES tried when the destination was created", async () => {
    const found = new GetConfigurationSetEventDestinationsCommand({
      ConfigurationSetName: outputs().configurationSetName,
    });
    const { EventDestinations = [] } = await ses.send(found);
    const kinds = EventDestinations.map(({ Name, Enabled, MatchingEventTypes }) => [
      ...[Name, Enabled],
      MatchingEventTypes?.length,
    ]);
    expect(kinds).to.have.deep.members([
      ["smtp-bounces", true, 1],
      ["smtp-complaints", true, 1],
      ["smtp-events", true, 5],
    ]);
  });

  it("cannot go to a topic that lets SES in for another configuration set only", async () => {
    const { TopicArn = "" } = await sns.send(new CreateTopicCommand({ Name: "of-another-set" }));
    const create = () =>
      ses.send(
        new CreateConfigurationSetEventDestinationCommand({
          ConfigurationSetName: outputs().configurationSetName,
          EventDestinationName: "of-another-set",
          EventDestination: {
            Enabled: false,
            MatchingEventTypes: ["BOUNCE"],
            SnsDestination: { TopicArn },
          },
        }),
      );
    const refused = async () =>
      expect(await create().catch((error: unknown) => error)).to.include({ name: "BadRequestException" });
    await refused(); // a new topic's own policy does not name SES
    const set = `arn:aws:ses:${sandbox.report.region}:${sandbox.report.accessKeyId}:configuration-set`;
    const allow = async (sourceArn: string) => {
      const statement = {
        Effect: "Allow",
        Principal: { Service: "ses.amazonaws.com" },
        Action: "sns:Publish",
      };
      const Condition = { StringEquals: { "aws:SourceArn": sourceArn } };
      const AttributeValue = JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ ...statement, Resource: TopicArn, Condition }],
      });
      await sns.send(new SetTopicAttributesCommand({ TopicArn, AttributeName: "Policy", AttributeValue }));
    };
    await allow(`${set}/another`);
    await refused();
    await allow(`${set}/${outputs().configurationSetName}`);
    await create();
  });

  // Proves R2.4
  it("about the account reach the alert topic in sentences", async () => {
    await queue.subscribe(outputs().alertTopicArn ?? "");
    const detail = {
      version: "1.0.0",
      data: { origin: "AWS", record: { status: "DISABLED", cause: "High bounce rate." } },
    };
    const set = `arn:aws:ses:${sandbox.report.region}:${sandbox.report.accessKeyId}:configuration-set/main`;
    const disabled = { source: "aws.ses", detailType: "Sending Status Disabled", detail, resources: [set] };
    await sandbox.frontDoor.emitServiceEvent(disabled);
    const alert = await pollUntil("the alert", BOUND_MS, async () => {
      const bodies = await queue.bodies();
      const found = bodies.find(body => body.startsWith("Amazon SES:") || body.startsWith('"Amazon SES:'));
      return found === undefined ? { yet: `${bodies.length} others` } : { done: found };
    });
    expect(alert).to.match(
      /^"?Amazon SES: Sending Status Disabled \(account \d{12}, [a-z0-9-]+, \d{4}-.*\)\./,
    );
    expect(alert).to.include("Reason: High bounce rate. Resources:").and.to.include(set);
  });

  it("do not replace the e-mail that SES sends to the sender of a message that bounced", async () => {
    const identity = await ses.send(new GetEmailIdentityCommand({ EmailIdentity: sandbox.report.domain }));
    expect(identity.FeedbackForwardingStatus).to.equal(true);
  });
});
