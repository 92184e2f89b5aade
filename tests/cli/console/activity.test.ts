import { expect } from "chai";
import { bounce } from "../../support/api/recorded-emails";
import { RECORDER_GROUP, withConsole } from "../../support/console/with-console";

const NOW = new Date("2026-11-20T08:00:00Z");
const MINUTE_MS = 60_000;

describe("the console's page of activity", () => {
  const running = withConsole(() => NOW);

  function log(minutesAgo: number, fields: object, messageId = "m1"): void {
    const timestamp = NOW.getTime() - minutesAgo * MINUTE_MS;
    const at = new Date(timestamp).toISOString();
    const base = { level: "INFO", message: "email", service: "smtp-feedback-recorder", at };
    const mail = { message_id: messageId, username: "jane", source: "jane@company.com" };
    const message = JSON.stringify({ ...base, ...mail, ...fields });
    running().aws.events.push({ group: RECORDER_GROUP, timestamp, message });
  }
  const send = (minutesAgo: number, to: string, messageId: string, more: object = {}) => {
    log(minutesAgo, { email_event: "send", recipients: [to], ...more }, messageId);
  };
  const get = async (path: string) => (await running().browser.get(path)).body;
  const shown = async (path: string) =>
    [...(await get(path)).matchAll(/<th role="rowheader".*?<a href="[^"]*">(.*?)<\/a>/gs)].map(([, to]) =>
      to?.replace("<wbr/>", ""),
    );

  it("shows who sent to whom through which login, and what became of it", async () => {
    send(5, "ann@one.example", "m1");
    log(4, { email_event: "delivery", recipients: ["ann@one.example"], smtp_response: "250 ok" });
    send(9, "bob@two.example", "m2");
    log(8, { email_event: "bounce", bounce_type: "permanent", recipient_count: 1 }, "m2");
    running().api.emails.bounces = [
      bounce("bob@two.example", {
        message_id: "m2",
        timestamp: "2026-11-20T07:52:00.000Z",
        username: "jane",
      }),
    ];
    const body = await get("/activity");
    const rows = [...body.matchAll(/<tr role="row"><th role="rowheader".*?<\/tr>/gs)].map(([row]) =>
      row
        .replaceAll("<wbr/>", "")
        .replace(/<[^>]+>/g, "|")
        .replace(/[|\s]+/g, "|"),
    );
    expect(rows[0]).to.match(
      /^\|ann@one\.example\|Delivered\|jane\|jane@company\.com\|2026-11-20\|07:55\|UTC\|$/,
    );
    expect(rows[1]).to.match(/^\|bob@two\.example\|Bounced\|jane\|/);
  });

  it("filters by login, outcome and a part of an address", async () => {
    send(5, "ann@one.example", "m1");
    send(6, "bob@two.example", "m2", { username: "bob" });
    log(4, { email_event: "delay", recipients: ["bob@two.example"] }, "m2");
    expect(await shown("/activity")).to.deep.equal(["ann@one.example", "bob@two.example"]);
    expect(await shown("/activity?login=bob")).to.deep.equal(["bob@two.example"]);
    expect(await shown("/activity?outcome=delayed")).to.deep.equal(["bob@two.example"]);
    expect(await shown("/activity?q=ONE.ex")).to.deep.equal(["ann@one.example"]);
    expect(await get("/activity?q=nobody")).to.include("No message matches");
  });

  it("refuses a choice that it does not offer, and what is not a time, with what to use", async () => {
    for (const [query, said] of [
      ["period=90d", "Period: &quot;90d&quot; is unknown: use one of 1h, 24h, 7d, 30d."],
      ["outcome=lost", "Outcome: &quot;lost&quot; is unknown: use one of sent, delivered, "],
      ["before=yesterday", "Before: &quot;yesterday&quot; is not a time: use one such as 2026-"],
    ] as const)
      for (const path of ["/activity", "/activity/rows"]) {
        const { status, body } = await running().browser.get(`${path}?${query}`);
        expect(status, path).to.equal(400);
        expect(body).to.include(said);
      }
    const { status, body } = await running().browser.get("/activity/m1?since=yesterday");
    expect(status).to.equal(400);
    expect(body).to.include("Since: &quot;yesterday&quot; is not a time");
  });

  it("says how messages get here if nothing was sent", async () => {
    expect(await get("/activity")).to.include("Nothing was sent in this period");
  });

  it("looks back as far as a page of messages needs, and leads to older ones", async () => {
    for (let each = 0; each < 120; each++) send(each * 10 + 1, `${each}@one.example`, `m${each}`);
    running().aws.calls.length = 0;
    const body = await get("/activity?period=30d");
    const searches = running().aws.calls.filter(name => name.includes("FilterLogEvents"));
    expect(searches.length).to.be.lessThan(5);
    expect(await shown("/activity?period=30d")).to.have.lengthOf(50);
    const older = /<a href="[^"]*?(\/activity\?[^"]*before=[^"]*)">Older/
      .exec(body)?.[1]
      ?.replaceAll("&amp;", "&");
    const next = await shown(older ?? "");
    expect(next[0]).to.equal("50@one.example");
    expect(next).to.have.lengthOf(50);
  });

  it("reads 10,000 events with few requests, and not the live part again and again at once", async () => {
    for (let each = 0; each < 10_000; each++) send(each / 200, `${each}@one.example`, `m${each}`);
    running().aws.calls.length = 0;
    expect(await shown("/activity")).to.have.lengthOf(50);
    expect(running().aws.calls.filter(name => name.includes("FilterLogEvents")).length).to.be.at.most(2);
    expect(await get("/activity")).to.match(/data-live="[^"]*\/activity\/rows" data-every="10000"/);
  });

  it("tells one message's story in order, with the servers' words", async () => {
    send(5, "ann@one.example", "m1");
    log(4, { email_event: "delay", recipients: ["ann@one.example"], diagnostic_code: "451 later" });
    log(3, { email_event: "delivery", recipients: ["ann@one.example"], smtp_response: "250 2.0.0 taken" });
    const body = await get("/activity/m1?since=2026-11-20T07:55:00.000Z");
    expect(body).to.match(/Accepted by SES.*Delayed.*451 later.*Delivered.*250 2\.0\.0 taken/s);
    expect(await get("/activity/m1")).to.include("Accepted by SES");
  });

  it("says that it knows nothing about a message, and refuses what is no message id", async () => {
    const unknown = await running().browser.get("/activity/none");
    expect(unknown.status).to.equal(404);
    expect(unknown.body).to.include("Nothing is known about this message");
    expect((await running().browser.get("/activity/%22%20OR")).status).to.equal(400);
  });
});
