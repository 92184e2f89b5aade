import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { expect } from "chai";
import fc from "fast-check";
import { TableEmails } from "../../handlers/email-events/read/table-emails";
import type { Sandbox } from "../../sandbox/sandbox";
import { ACCOUNT_ID, clientConfig } from "../../sandbox/shared/account";
import { pollUntil } from "../../sandbox/shared/poll";
import { logEntries } from "../support/cloudwatch/log-entries";
import { sharedSandbox } from "../support/sandbox/shared-sandbox";
import {
  COUNTED_WITH_USER,
  DOCUMENTED_BOUNCES,
  DOCUMENTED_COMPLAINTS,
  documentedMessages,
  SUPPRESSED_NAMES,
} from "../support/ses-events/documented";

const SEED = Number(process.env.SES_SMTP_SEED ?? 20_261_127);
const MAX_WAIT_MS = 120_000;

/** Events that are under way at once. */
const CONCURRENT = 4;
const USERNAME = "documented.jane";
const DOMAIN = "documented.example";
const HOUR = 3_600_000;

describe(`SES's documented examples, to the deployed recorder by SNS and EventBridge (seed ${SEED})`, function () {
  this.timeout(600_000);
  let sandbox: Sandbox;
  let sns: SNSClient;
  let dynamodb: DynamoDBClient;
  const outputs = () => sandbox.report.outputs as Record<string, string>;

  before(async () => {
    sandbox = await sharedSandbox();
    sns = new SNSClient(clientConfig(sandbox.report.emulator));
    dynamodb = new DynamoDBClient(clientConfig(sandbox.report.emulator));
  });
  after(() => {
    sns?.destroy();
    dynamodb?.destroy();
  });

  it("are recorded, counted and suppressed exactly once, each twice in both shapes, shuffled", async () => {
    const messages = documentedMessages({
      sentAt: Date.now() - 2 * HOUR,
      userName: `ses-smtp-user-${USERNAME}-1763000000`,
      accountId: ACCOUNT_ID,
      domain: DOMAIN,
      configurationSet: outputs().configurationSetName ?? "",
    });
    // As in AWS: EventBridge gets events only, and those of the stack's configuration set.
    const onBus = messages.filter(
      ({ eventType, mail }) => eventType !== undefined && "tags" in (mail as object),
    );
    expect(onBus).to.have.lengthOf(10);
    const bySns = (each: object) => () =>
      sns.send(new PublishCommand({ TopicArn: outputs().bounceTopicArn, Message: JSON.stringify(each) }));
    const byEventBridge = (detail: { eventType?: unknown }) => () =>
      sandbox.frontDoor.emitServiceEvent({
        source: "aws.ses",
        detailType: detail.eventType === "Send" ? "Email Sent" : "Email Something", // the validator hears of sends
        detail,
        resources: [],
      });
    const deliveries: (() => Promise<unknown>)[] = [
      ...[...messages, ...messages].map(bySns),
      ...[...onBus, ...onBus].map(byEventBridge),
    ];
    const [shuffled = []] = fc.sample(fc.shuffledSubarray(deliveries, { minLength: deliveries.length }), {
      seed: SEED,
      numRuns: 1,
    });
    const ids = new Set(messages.map(({ mail }) => (mail as { messageId: string }).messageId));
    const logged = async () =>
      (await logEntries(sandbox.report, "smtp-feedback-recorder"))
        .filter(({ message }) => message.includes('"email_event"'))
        .filter(({ message }) => ids.has((JSON.parse(message) as { message_id: string }).message_id)).length;
    // A few at a time: each that runs beside others is a process of its own here.
    for (let from = 0; from < shuffled.length; from += CONCURRENT) {
      const some = shuffled.slice(from, from + CONCURRENT);
      await Promise.all(some.map(deliver => deliver()));
      const expected = from + some.length;
      await pollUntil(`${expected} events in the log`, MAX_WAIT_MS, async () => {
        const count = await logged();
        return count < expected ? { yet: `${count}` } : { done: count };
      });
    }
    const emails = new TableEmails(dynamodb, outputs().tableName ?? "");
    const counted = (await emails.totals()).get(USERNAME) as Record<string, number> | undefined;
    expect(Object.fromEntries(Object.entries(counted ?? {}).filter(([, count]) => count > 0))).to.deep.equal(
      COUNTED_WITH_USER,
    );
    const query = { days: 1, limit: 100, username: USERNAME };
    const [bounces, complaints] = [await emails.bounces(query), await emails.complaints(query)];
    expect(namesOf(bounces)).to.deep.equal(DOCUMENTED_BOUNCES);
    expect(namesOf(complaints)).to.deep.equal(DOCUMENTED_COMPLAINTS);
    for (const name of SUPPRESSED_NAMES)
      expect(await emails.suppression(`${name}@${DOMAIN}`), name).not.to.equal(undefined);
    const elsewhere = (await logEntries(sandbox.report)).filter(
      ({ group, message }) =>
        !group.endsWith("smtp-feedback-recorder") && message.includes(`recipient@${DOMAIN}`),
    );
    expect(elsewhere, "recipients are in one log group only").to.deep.equal([]);
  });

  function namesOf({ events }: { events: readonly { email: string }[] }): string[] {
    return events.map(({ email }) => email.replace(`@${DOMAIN}`, "")).sort();
  }
});
