import { DynamoDBClient, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { AttachUserPolicyCommand, IAMClient, ListAttachedUserPoliciesCommand } from "@aws-sdk/client-iam";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import { expect } from "chai";
import PostalMime from "postal-mime";
import { TableEmails } from "../../handlers/email-events/read/table-emails";
import { clientConfig } from "../../sandbox/shared/account";
import { pollUntil } from "../../sandbox/shared/poll";
import { MailClient } from "../../sandbox/testkit/mail-client";
import { FailedOperations } from "../support/sandbox/failed-operations";
import { runRecorderDaily } from "../support/sandbox/recorder-daily";
import { kindsOf, runSweep } from "../support/sandbox/sweeps";

const FROM = "notices@company.com";
const QUARANTINE = "AWSCompromisedKeyQuarantineV3";
const MAX_WAIT_MS = 60_000;

describe("people are told in the sandbox", function () {
  this.timeout(400_000);
  let on: FailedOperations;
  let iam: IAMClient;
  let dynamodb: DynamoDBClient;
  let alertAbout: (text: string) => Promise<string>;

  before(async function () {
    if (process.env.SES_SMTP_EMULATOR_URL) this.skip(); // a shared emulator is neither patched nor sped up
    on = await FailedOperations.start({ settings: { noticesFrom: FROM, exposedKeyForwarding: "true" } });
    iam = new IAMClient(clientConfig(on.sandbox.report.emulator));
    dynamodb = new DynamoDBClient(clientConfig(on.sandbox.report.emulator));
    alertAbout = await on.subscribeToAlerts();
  });
  after(async () => {
    for (const client of [iam, dynamodb]) client?.destroy();
    await on?.close();
  });

  const ownerOf = (username: string) => `${username}@example.org`;

  async function login(username: string) {
    await on.administrator.put(username, {
      status: "pending",
      allowed_from_addresses: [`${username}@company.com`],
      owner_email: ownerOf(username),
    });
    return on.until(username, ({ verified_status }) => verified_status === "active");
  }

  const mailsTo = (username: string) => on.sandbox.ses.mailbox.list({ to: ownerOf(username) });

  async function mailTo(username: string) {
    const message = await pollUntil(`a mail to the holder of ${username}`, MAX_WAIT_MS, async () => {
      const [found] = mailsTo(username);
      return Promise.resolve(found === undefined ? { yet: "none" } : { done: found });
    });
    return { ...message, ...(await PostalMime.parse(message.raw)) };
  }

  async function holdOf(username: string): Promise<Record<string, unknown> | undefined> {
    const Key = marshall({ PK: "SMTP_HOLD", SK: `USER#${username}` });
    const TableName = on.sandbox.report.tableName;
    const { Item } = await dynamodb.send(new GetItemCommand({ TableName, Key }));
    return Item && unmarshall(Item);
  }

  it("of a suspension: administrators by the topic, the holder by email from the settings' sender", async () => {
    await login("on.hold");
    const at = new Date().toISOString();
    const hold = { kind: "suspended", reason: "Too many complaints", at, by: "a test" };
    await dynamodb.send(
      new PutItemCommand({
        TableName: on.sandbox.report.tableName,
        Item: marshall({ PK: "SMTP_HOLD", SK: "USER#on.hold", ...hold }),
      }),
    );
    const alert = await alertAbout("on.hold");
    expect(alert).to.include("Too many complaints").and.not.include(ownerOf("on.hold"));
    const mail = await mailTo("on.hold");
    expect(mail).to.deep.include({ subject: 'Your login "on.hold" was stopped', operation: "SendEmail" });
    expect(mail.from?.address).to.equal(FROM);
    expect(mail.text).to.include("Reason: Too many complaints.");
    expect(mail.configurationSet).to.equal(on.sandbox.report.outputs.configurationSetName);
  });

  it("of a user that AWS has quarantined, whom a sweep finds: held, and the quarantine stays", async () => {
    const { iam_user_name: UserName = "", smtp_username } = await login("quarantined");
    const PolicyArn = `arn:aws:iam::aws:policy/${QUARANTINE}`;
    await iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn }));
    const report = await runSweep(on.sandbox.report);
    expect(kindsOf(report, "quarantined")).to.deep.equal(["quarantined_user"]);
    const failed = await on.until("quarantined", ({ status }) => status === "failed");
    expect(failed.failure).to.include({ code: "suspended" });
    expect(failed).to.include({ iam_user_name: UserName, smtp_username });
    expect(await alertAbout("quarantined")).to.include(QUARANTINE);
    expect((await mailTo("quarantined")).text).to.include(QUARANTINE);
    const { AttachedPolicies = [] } = await iam.send(new ListAttachedUserPoliciesCommand({ UserName }));
    expect(AttachedPolicies.map(each => each.PolicyArn)).to.deep.equal([PolicyArn]);
  });

  it("of an exposed key that AWS Health reports in us-east-1, from where it is forwarded: held", async () => {
    const { smtp_username: entityValue } = await login("abroad");
    const eventArn = "arn:aws:health:us-east-1::event/RISK/AWS_RISK_CREDENTIALS_EXPOSED/abroad";
    await on.sandbox.frontDoor.emitServiceEvent({
      ...exposure(eventArn, [entityValue]),
      region: "us-east-1",
    });
    const failed = await on.until("abroad", ({ status }) => status === "failed");
    expect(failed.failure).to.include({ code: "suspended" });
    expect(await holdOf("abroad")).to.include({ evidence: eventArn, by: "aws.health" });
  });

  it("of a key that AWS Health reports as exposed: held, and a copy of the event says nothing twice", async () => {
    const { smtp_username: entityValue } = await login("exposed");
    const eventArn = "arn:aws:health:us-east-1::event/RISK/AWS_RISK_CREDENTIALS_EXPOSED/one";
    const event = exposure(eventArn, [entityValue, "AKIAIOSFODNN7EXAMPLE"]);
    await on.sandbox.frontDoor.emitServiceEvent(event);
    const failed = await on.until("exposed", ({ status }) => status === "failed");
    expect(failed.failure).to.include({ code: "suspended" });
    expect(await alertAbout(`"exposed"`)).to.include(entityValue);
    await mailTo("exposed");
    const hold = await holdOf("exposed");
    expect(hold).to.include({ kind: "suspended", evidence: eventArn, by: "aws.health" });

    await on.sandbox.frontDoor.emitServiceEvent(event);
    await login("after.exposed"); // by then, the copy was handled as well
    expect(await holdOf("exposed")).to.deep.equal(hold);
    expect(mailsTo("exposed")).to.have.length(1);
  });

  it("of bounces and complaints, once a day and without the recipients: holders about their own login only", async () => {
    const { report } = on.sandbox;
    for (const username of ["digest.one", "digest.two"]) {
      await login(username);
      const mail = { from: `${username}@company.com`, subject: "Offer", text: "Hello\n" };
      const client = new MailClient(report);
      const smtp = await on.administrator.login(username);
      const kinds = username === "digest.one" ? ["bounce", "complaint"] : ["bounce"];
      for (const kind of kinds)
        expect(
          (await client.send(smtp, { ...mail, to: `${kind}+digest@simulator.amazonses.com` })).code,
        ).to.equal(250);
    }
    const emails = new TableEmails(dynamodb, report.tableName);
    await pollUntil("three events", MAX_WAIT_MS, async () => {
      const { total } = await emails.bounces({ days: 1, limit: 1 });
      const complaints = await emails.complaints({ days: 1, limit: 1 });
      return total === 2 && complaints.total === 1
        ? { done: true }
        : { yet: `${total}, ${complaints.total}` };
    });
    await runRecorderDaily(report);
    const alert = await alertAbout("Login digest.one\n");
    expect(alert).to.include("1 permanent bounce, 1 complaint; 2 addresses suppressed.");
    expect(alert).to.include("Login digest.two\n  1 permanent bounce; 1 address suppressed.");
    const [one, two] = [await mailTo("digest.one"), await mailTo("digest.two")];
    expect(one.subject).to.equal('Mail sent with your login "digest.one": 1 bounce, 1 complaint');
    expect(one.from?.address).to.equal(FROM);
    expect(one.text)
      .to.include("1 complaint: somebody marked the message as spam")
      .and.not.include("digest.two");
    expect(two.subject).to.equal('Mail sent with your login "digest.two": 1 bounce');
    expect(JSON.stringify([alert, one.text, two.text])).not.to.include("simulator.amazonses.com");

    await runRecorderDaily(report);
    expect([mailsTo("digest.one").length, mailsTo("digest.two").length]).to.deep.equal([1, 1]);
  });
});

/** https://docs.aws.amazon.com/health/latest/ug/aws-health-events-eventbridge-schema.html */
function exposure(eventArn: string, keys: readonly (string | undefined)[]) {
  return {
    source: "aws.health",
    detailType: "AWS Health Event",
    detail: {
      eventArn,
      service: "RISK",
      eventTypeCode: "AWS_RISK_CREDENTIALS_EXPOSED",
      affectedEntities: keys.map(entityValue => ({ entityValue })),
    },
  };
}
