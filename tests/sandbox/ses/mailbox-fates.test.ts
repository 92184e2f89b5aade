import { expect } from "chai";

import { RecordedEvents } from "../../support/ses/event-targets";
import { type Bench, call, failure, mailer, MESSAGE, startBench } from "../../support/ses/local-ses";

const BOUNCE = "bounce@simulator.amazonses.com";

describe("local SES: what the mailbox says about each message", () => {
  let bench: Bench;
  let targets: RecordedEvents;
  beforeEach(async () => {
    targets = new RecordedEvents();
    bench = await startBench({ targets });
    call(bench.ses, "PUT", "/v2/email/identities/example.com/configuration-set", {
      ConfigurationSetName: "main",
    });
  });
  afterEach(async () => {
    await bench.close();
  });

  const get = (path: string) => fetch(new URL(path, bench.ses.mailboxUrl));
  const page = async (path = "/") => (await get(path)).text();
  const json = async (path: string) => (await get(path)).json() as Promise<Record<string, unknown>[]>;
  const send = async (more: object = {}) => {
    const { response } = await mailer(bench).sendMail({ ...MESSAGE, ...more });
    await bench.ses.settled();
    return response.replace(/^250 Ok /, "");
  };
  const refuse = (subject: string) =>
    failure(mailer(bench).sendMail({ ...MESSAGE, from: "boss@example.com", subject }));

  it("is each outcome once, by the types of SES's events", async () => {
    await send({ to: ["bob@one.test", BOUNCE, "complaint@simulator.amazonses.com"] });
    const [message] = await json("/messages");
    expect(message?.status).to.deep.equal(["Delivery", "Bounce", "Complaint"]);
    expect(await page())
      .to.include(`<span class="good">Delivered</span>, <span class="bad">Bounced</span>`)
      .and.include(`<span class="bad">Complaint</span>`);
  });

  it("names recipients, times and the receiving server's reply on a message's own page", async () => {
    const id = await send({ to: BOUNCE });
    expect(await page(`/messages/${id}/view`)).to.include("smtp; 550 5.1.1 user unknown");
    const detail = (await (await get(`/messages/${id}`)).json()) as { events: Record<string, unknown>[] };
    expect(detail.events.map(({ event, recipients }) => [event, recipients])).to.deep.equal([
      ["Send", [BOUNCE]],
      ["Bounce", [BOUNCE]],
    ]);
  });

  it("includes an event that its topic refused", async () => {
    const TopicArn = "arn:aws:sns:eu-central-1:123456789012:bounces";
    call(bench.ses, "POST", "/v2/email/configuration-sets/main/event-destinations", {
      EventDestinationName: "bounces",
      EventDestination: { Enabled: true, MatchingEventTypes: ["BOUNCE"], SnsDestination: { TopicArn } },
    });
    targets.refusal = "its policy <does> not allow it";
    const id = await send({ to: BOUNCE });
    expect(await page(`/messages/${id}/view`)).to.include(
      "The event was lost: its policy &lt;does&gt; not allow it",
    );
  });

  it("includes messages that were refused, with the reply, apart from those that were accepted", async () => {
    await send();
    const { response = "" } = await refuse("<b>Not</b> mine");
    const [refused] = await json("/refused");
    expect(refused).to.deep.include({
      user: "alice",
      envelope: { from: "boss@example.com", to: ["bob@elsewhere.test"] },
      subject: "<b>Not</b> mine",
      reply: response,
    });
    expect(response).to.match(/^554 Access denied/);
    expect(await json("/messages")).to.have.length(1);
    expect(await page())
      .to.include("1 message, 1 refused.")
      .and.include("&lt;b&gt;Not&lt;/b&gt; mine</td>")
      .and.include('data-name="Reply">554 Access denied: User');
  });

  it("filters refused messages like others, and forgets them with the others", async () => {
    await refuse("One");
    await refuse("Two");
    expect(await json("/refused?subject=two")).to.have.length(1);
    bench.ses.reset();
    expect(await json("/refused")).to.deep.equal([]);
  });

  it("includes a message that is too long, whose subject nobody has read", async () => {
    await bench.close();
    bench = await startBench({ maxMessageBytes: 2_000 });
    await failure(mailer(bench).sendMail({ ...MESSAGE, text: "x".repeat(3_000) }));
    expect(await json("/refused")).to.have.length(1);
    expect((await json("/refused"))[0]).to.include({ subject: "", reply: "552 Message is too long." });
  });
});
