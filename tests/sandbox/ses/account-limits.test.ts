import {
  DeleteSuppressedDestinationCommand,
  GetAccountCommand,
  GetSuppressedDestinationCommand,
  ListSuppressedDestinationsCommand,
  PutSuppressedDestinationCommand,
} from "@aws-sdk/client-sesv2";
import { expect } from "chai";

import { HARD_BOUNCE } from "../../../sandbox/ses/delivery/outcome";
import { RecordedEvents } from "../../support/ses/event-targets";
import {
  ACCOUNT,
  type Bench,
  call,
  failure,
  mailer,
  MESSAGE,
  REGION,
  startBench,
} from "../../support/ses/local-ses";
import { useSdk } from "../../support/ses/sesv2-client";

const TOPIC = `arn:aws:sns:${REGION}:${ACCOUNT}:feedback`;
const LIST = "/v2/email/suppression/addresses";

describe("local SES: the account's suppression list", () => {
  let bench: Bench;
  let targets: RecordedEvents;
  beforeEach(async () => {
    targets = new RecordedEvents();
    bench = await startBench({ targets });
    call(bench.ses, "POST", "/v2/email/configuration-sets/main/event-destinations", {
      EventDestinationName: "all",
      EventDestination: {
        Enabled: true,
        MatchingEventTypes: ["SEND", "BOUNCE", "COMPLAINT", "DELIVERY"],
        SnsDestination: { TopicArn: TOPIC },
      },
    });
  });
  afterEach(async () => {
    await bench.close();
  });

  const send = async (to: string) => {
    const before = targets.published.length;
    await mailer(bench).sendMail({ ...MESSAGE, to, headers: { "X-SES-CONFIGURATION-SET": "main" } });
    await bench.ses.settled();
    return targets
      .recordsAt(TOPIC)
      .slice(before)
      .map(({ eventType, bounce, complaint }) =>
        [eventType, bounce?.bounceSubType ?? complaint?.complaintSubType].filter(Boolean).join(" "),
      );
  };
  const listed = (address: string) => call(bench.ses, "GET", `${LIST}/${address}`).status === 200;
  const spam = { kind: "complained", complaint: { feedbackType: "abuse", subType: null } } as const;

  it("gets hard bounces, after which sending counts but nothing is delivered", async () => {
    bench.ses.recipients.respond("gone@elsewhere.test", HARD_BOUNCE);
    expect(await send("gone@elsewhere.test")).to.deep.equal(["Send", "Bounce General"]);
    expect(listed("gone@elsewhere.test")).to.equal(true);
    expect(await send("Gone@elsewhere.test")).to.deep.equal(["Send", "Bounce OnAccountSuppressionList"]);
  });

  it("gets complaints, after which SES reports another complaint in place of a delivery", async () => {
    bench.ses.recipients.respond("annoyed@elsewhere.test", spam);
    expect(await send("annoyed@elsewhere.test")).to.deep.equal(["Send", "Delivery", "Complaint"]);
    expect(await send("annoyed@elsewhere.test")).to.deep.equal([
      "Send",
      "Complaint OnAccountSuppressionList",
    ]);
  });

  it("does not get transient bounces, nor what the simulator answers", async () => {
    const full = {
      type: "Transient",
      subType: "MailboxFull",
      status: "4.2.2",
      diagnosticCode: "full",
      byServer: true,
    };
    bench.ses.recipients.respond("full@elsewhere.test", {
      kind: "bounced",
      bounce: { ...full, type: "Transient" },
    });
    await send("full@elsewhere.test");
    for (const name of ["bounce", "complaint", "suppressionlist"])
      await send(`${name}@simulator.amazonses.com`);
    const { body } = call(bench.ses, "GET", LIST);
    expect(body).to.deep.include({ SuppressedDestinationSummaries: [] });
  });

  it("gets only the reasons of the account's settings, or of the configuration set's if it has any", async () => {
    call(bench.ses, "PUT", "/v2/email/account/suppression", { SuppressedReasons: ["COMPLAINT"] });
    bench.ses.recipients.respond("gone@elsewhere.test", HARD_BOUNCE);
    await send("gone@elsewhere.test");
    expect(listed("gone@elsewhere.test")).to.equal(false);
    const own = "/v2/email/configuration-sets/main/suppression-options";
    call(bench.ses, "PUT", own, { SuppressedReasons: ["BOUNCE"] });
    await send("gone@elsewhere.test");
    expect(listed("gone@elsewhere.test")).to.equal(true);
    call(bench.ses, "PUT", own, { SuppressedReasons: [] });
    expect(await send("gone@elsewhere.test")).to.deep.equal(["Send", "Bounce General"]);
  });

  it("lifting an address delivers to it again", async () => {
    call(bench.ses, "PUT", LIST, { EmailAddress: "bob@elsewhere.test", Reason: "BOUNCE" });
    expect(await send("bob@elsewhere.test")).to.deep.equal(["Send", "Bounce OnAccountSuppressionList"]);
    call(bench.ses, "DELETE", `${LIST}/bob@elsewhere.test`);
    expect(await send("bob@elsewhere.test")).to.deep.equal(["Send", "Delivery"]);
  });
});

describe("local SES: sending limits", () => {
  const { bench, client } = useSdk();
  beforeEach(() => {
    call(bench().ses, "POST", "/v2/email/configuration-sets", { ConfigurationSetName: "main" });
    call(bench().ses, "POST", "/v2/email/identities", { EmailIdentity: "example.com" });
    bench().clock.now = new Date(bench().clock.now.getTime() + 2 * 86_400_000);
  });

  const send = (...to: string[]) => mailer(bench()).sendMail({ ...MESSAGE, to });
  const quota = async () => (await client().send(new GetAccountCommand({}))).SendQuota;
  const later = (ms: number) => (bench().clock.now = new Date(bench().clock.now.getTime() + ms));

  // Proves R6.5, D-smtp-errors.4
  it("count recipients within 24 hours, and refuse what exceeds the daily quota", async () => {
    bench().ses.account.limits = { max24HourSend: 3, maxSendRate: 100 };
    await send("a@x.test", "b@x.test");
    expect(await quota()).to.deep.equal({ Max24HourSend: 3, MaxSendRate: 100, SentLast24Hours: 2 });
    const refused = await failure(send("a@x.test", "b@x.test"));
    expect(refused.response).to.equal("454 Throttling failure: Daily message quota exceeded.");
    await send("a@x.test");
    expect((await failure(send("a@x.test"))).responseCode).to.equal(454);
    later(86_400_000);
    await send("a@x.test");
    expect((await quota())?.SentLast24Hours).to.equal(1);
  });

  // Proves R6.5, D-smtp-errors.1
  it("refuse what exceeds the recipients per second", async () => {
    bench().ses.account.limits = { max24HourSend: 1_000, maxSendRate: 2 };
    await send("a@x.test", "b@x.test");
    const refused = await failure(send("a@x.test"));
    expect(refused.response).to.equal("454 Throttling failure: Maximum sending rate exceeded.");
    later(1_000);
    await send("a@x.test");
  });

  it("in SES's sandbox, refuse recipients that are not verified, except for the simulator", async () => {
    bench().ses.account.productionAccess = false;
    const account = await client().send(new GetAccountCommand({}));
    expect(account.ProductionAccessEnabled).to.equal(false);
    const refused = await failure(send("success@simulator.amazonses.com", "bob@elsewhere.test"));
    expect(refused.response).to.equal(
      "554 Message rejected: Email address is not verified. The following identities failed the check in region " +
        "EU-CENTRAL-1: bob@elsewhere.test",
    );
    await send("bounce@simulator.amazonses.com", "bob@example.com");
    call(bench().ses, "POST", "/v2/email/identities", { EmailIdentity: "bob@elsewhere.test" });
    await send("bob@elsewhere.test");
  });

  it("in SES's sandbox, refuse every call of the account's suppression list", async () => {
    const entry = { EmailAddress: "bob@elsewhere.test" };
    await client().send(new PutSuppressedDestinationCommand({ ...entry, Reason: "BOUNCE" }));
    bench().ses.account.productionAccess = false;
    for (const command of [
      new PutSuppressedDestinationCommand({ ...entry, Reason: "BOUNCE" }),
      new GetSuppressedDestinationCommand(entry),
      new ListSuppressedDestinationsCommand({}),
      new DeleteSuppressedDestinationCommand(entry),
    ])
      expect(await failure(client().send(command as GetSuppressedDestinationCommand))).to.include({
        name: "BadRequestException",
      });
    bench().ses.account.productionAccess = true;
    const { SuppressedDestination } = await client().send(new GetSuppressedDestinationCommand(entry));
    expect(SuppressedDestination).to.include({ Reason: "BOUNCE" });
  });

  it("are those of a grown account until something changes them", async () => {
    bench().ses.account.productionAccess = false;
    bench().ses.reset();
    expect(await quota()).to.deep.include({ Max24HourSend: 1_000_000, SentLast24Hours: 0 });
    expect((await client().send(new GetAccountCommand({}))).ProductionAccessEnabled).to.equal(true);
  });
});
