import { expect } from "chai";
import { startApi } from "../../../support/api/call";
import { bounce, complaint, counts, violation } from "../../../support/api/recorded-emails";
import { UNATTRIBUTED } from "../../../../records/email-events";
import { bounces, complaints, summary, violations } from "../../../../handlers/api/metrics/schemas";

describe("the API's bounces, complaints and summary", () => {
  let api: ReturnType<typeof startApi>;
  beforeEach(() => {
    api = startApi();
    api.emails.bounces = [
      bounce("a@one.example", { username: "jane", diagnostic_code: "smtp; 550 5.1.1 no such user" }),
      bounce("b@one.example", { username: "jane", bounce_type: "transient", bounce_subtype: "MailboxFull" }),
      bounce("c@two.example", { suppressed: false }),
    ];
    api.emails.complaints = [complaint("d@two.example", { username: "news", user_agent: "Yahoo!" })];
    api.emails.counts = new Map([
      ["jane", counts({ sent: 40, delivered: 38, bounced_permanent: 1, bounced_transient: 1 })],
      ["news", counts({ sent: 60, delivered: 60, complaints: 1 })],
      [UNATTRIBUTED, counts({ sent: 10, bounced_permanent: 1 })],
    ]);
    api.emails.suppressions = [
      { email: "a@one.example", reason: "bounce", source: "ses", created_at: "2026-11-26T11:00:01.000Z" },
    ];
  });

  // Proves P-component4.1, P-api.3, P-api.4, P-api.7, P-test-manual.2, P-debug.4
  it("answer the fields that a client of the older application reads", async () => {
    const { body } = await api.call("getBounces", "", { query: { days: "30" } });
    expect(body).to.deep.include({
      period_days: 30,
      bounce_counts: { permanent: 2, transient: 1, undetermined: 0 },
      top_bouncing_domains: [
        { domain: "one.example", count: 2 },
        { domain: "two.example", count: 1 },
      ],
      total_suppressions: 1,
    });
    expect((body.recent_bounces as object[])[0]).to.include({
      ...{ email: "a@one.example", type: "permanent", subtype: "General" },
      ...{ timestamp: "2026-11-26T11:00:00.000Z", diagnostic: "smtp; 550 5.1.1 no such user" },
    });
    const complained = (await api.call("getComplaints")).body;
    expect(complained).to.deep.include({
      period_days: 7,
      complaint_types: { abuse: 1, unspecified: 0 },
      top_complaining_domains: [{ domain: "two.example", count: 1 }],
    });
    expect((complained.recent_complaints as object[])[0]).to.include({
      ...{ email: "d@two.example", type: "abuse", timestamp: "2026-11-26T11:00:00.000Z" },
      ...{ user_agent: "Yahoo!" },
    });
    const { body: sum } = await api.call("getSummary");
    expect(sum.last_24_hours).to.deep.include({ bounces: 3, complaints: 1 });
    expect(sum.last_7_days).to.deep.include({
      bounce_breakdown: { permanent: 2, transient: 1, undetermined: 0 },
    });
    expect(sum.suppressions).to.deep.equal({ total: 1, by_reason: { bounce: 1, complaint: 0, manual: 0 } });
  });

  it("say what else became of the mail: delays always, and what readers did only where SES is asked to report it", async () => {
    const seen = counts({ sent: 10, delayed: 2, opened_messages: 7, clicks: 3, subscriptions: 1 });
    const answers = async (environment: { ENGAGEMENT_EVENTS?: string }) => {
      const asked = startApi({ environment });
      asked.emails.counts = new Map([["jane", seen]]);
      const sum = (await asked.call("getSummary")).body;
      summary.parse(sum);
      const bounced = (await asked.call("getBounces", undefined, { query: { username: "jane" } })).body;
      bounces.parse(bounced);
      return [sum.last_24_hours, sum.last_7_days, bounced] as object[];
    };
    for (const answer of await answers({}))
      expect(answer)
        .to.include({ delayed: 2 })
        .and.not.have.any.keys("opened_messages", "clicks", "subscriptions");
    for (const answer of await answers({ ENGAGEMENT_EVENTS: "open,subscription" }))
      expect(answer)
        .to.include({ delayed: 2, opened_messages: 7, subscriptions: 1 })
        .and.not.have.property("clicks");
  });

  it("name the login behind each bounce and complaint, and its share", async () => {
    const { body } = await api.call("getBounces");
    expect((body.recent_bounces as { username: string }[]).map(({ username }) => username)).to.deep.equal([
      ...["jane", "jane", null],
    ]);
    expect(body.by_username).to.deep.equal([
      { username: "jane", bounces: 2, sent: 40, rate: 1 / 40 },
      { username: null, bounces: 1, sent: 10, rate: 1 / 10 },
    ]);
    const complained = (await api.call("getComplaints")).body;
    expect(complained.by_username).to.deep.equal([
      { username: "news", complaints: 1, sent: 60, rate: 1 / 60 },
    ]);
  });

  it("list the messages that logins sent and may not send, page by page, and for one login", async () => {
    api.emails.violations = [
      violation("boss@two.example", { username: "jane" }),
      violation("ceo@two.example", { username: "jane", kinds: ["header_from", "envelope"] }),
      violation("news@one.example", { username: "news", configuration_set: "marketing" }),
    ];
    const { body } = await api.call("getViolations", "", { query: { days: "30", limit: "2" } });
    expect(body).to.deep.include({
      ...{ period_days: 30, total: 3, limit: 2, offset: 0 },
      violation_kinds: { header_from: 2, "header_from + envelope": 1 },
      by_username: [
        { username: "jane", violations: 2 },
        { username: "news", violations: 1 },
      ],
    });
    expect((body.recent_violations as object[])[0]).to.include({
      ...{ email: "boss@two.example", username: "jane", message_id: "message-3", configuration_set: null },
    });
    const own = await api.call("getViolations", "", { query: { username: "news" } });
    expect(own.body.total).to.equal(1);
    expect(violations.parse(own.body)).to.be.an("object");
  });

  // Proves R7.3, P-component4.3
  it("judge the rates: transient bounces do not count, and from SES's limits on it says so", async () => {
    const { body } = await api.call("getBounces");
    expect(body).to.deep.include({ sent: 110, bounce_rate: 2 / 110 });
    expect(body.verdict).to.deep.equal({
      status: "healthy",
      detail: "The bounce rate is 1.82%, below the 5% at which SES reviews an account.",
    });
    const complained = (await api.call("getComplaints")).body;
    expect(complained.verdict).to.deep.equal({
      status: "critical",
      detail: "The complaint rate is 0.91%; at 0.5%, SES may pause sending.",
    });
  });

  for (const [sent, bounced, status] of [
    [0, 0, "too_few_sent"],
    [49, 49, "too_few_sent"],
    [1000, 49, "healthy"],
    [1000, 50, "at_risk"],
    [1000, 99, "at_risk"],
    [1000, 100, "critical"],
  ] as const)
    it(`call ${bounced} permanent bounces of ${sent} recipients ${status}`, async () => {
      api.emails.counts = new Map([["jane", counts({ sent, bounced_permanent: bounced })]]);
      const { body } = await api.call("getBounces");
      expect((body.verdict as { status: string }).status).to.equal(status);
      expect(body.bounce_rate).to.equal(sent === 0 ? null : bounced / sent);
    });

  it("can be read page by page, and for one login", async () => {
    const query = { username: "jane", limit: "1", offset: "1", days: "1" };
    const { body } = await api.call("getBounces", "", { query });
    expect(body).to.include({ total: 2, limit: 1, offset: 1, sent: 40 });
    expect((body.recent_bounces as { email: string }[]).map(({ email }) => email)).to.deep.equal([
      "b@one.example",
    ]);
    expect(api.emails.asked).to.deep.equal([
      { method: "bounces", query: { days: 1, limit: 1, offset: 1, username: "jane" } },
      { method: "counts", query: { days: 1, username: "jane" } },
    ]);
    const others = await api.call("getBounces", "", { query: { username: UNATTRIBUTED } });
    expect(others.body.total).to.equal(1);
  });

  it("have the account's quota, asked of SES at most once in five minutes, and null while SES does not tell", async () => {
    let asked = 0;
    let isUp = false;
    const beforeSes = async () => {
      asked++;
      if (!isUp) throw new Error("not now");
    };
    const { call, pass, log } = startApi({ beforeSes });
    expect((await call("getSummary")).body.quota).to.equal(null);
    isUp = true;
    await call("getSummary");
    expect(asked).to.equal(1);
    pass(5 * 60_000);
    const quota = { used: 4_711, max: 50_000, max_per_second: 14 };
    expect((await call("getSummary")).body.quota).to.deep.equal(quota);
    isUp = false;
    pass(5 * 60_000);
    expect((await call("getSummary")).body.quota).to.deep.equal(quota);
    expect(asked).to.equal(3);
    expect(log.filter(({ level }) => level === "WARN")).to.have.length(2);
  });

  it("have the shapes that docs/openapi.yaml describes", async () => {
    expect(bounces.parse((await api.call("getBounces")).body)).to.be.an("object");
    expect(complaints.parse((await api.call("getComplaints")).body)).to.be.an("object");
    expect(summary.parse((await api.call("getSummary")).body)).to.be.an("object");
  });

  const invalid: [query: Record<string, string>, detail: string][] = [
    [{ days: "0" }, 'days is "0"; use a number from 1 to 90.'],
    [{ days: "91" }, 'days is "91"; use a number from 1 to 90.'],
    [{ days: "7d" }, 'days is "7d"; use a number from 1 to 90.'],
    [{ limit: "1001" }, 'limit is "1001"; use a number from 0 to 1000.'],
    [{ offset: "-1" }, 'offset is "-1"; use a number from 0 to 1000000.'],
    [{ username: "a b" }, 'username is "a b"; use the name of a credential, or (unattributed).'],
    [{ day: "7" }, '"day": unknown parameter; expected days, limit, offset, username.'],
  ];
  for (const [query, detail] of invalid)
    it(`refuse ${JSON.stringify(query)} and name the parameter, the value and the remedy`, async () => {
      for (const action of ["getBounces", "getComplaints", "getViolations"] as const) {
        const { statusCode, body } = await api.call(action, "", { query });
        expect([statusCode, body.detail]).to.deep.equal([400, detail]);
        expect(body.errors).to.deep.equal([{ detail, parameter: Object.keys(query)[0] }]);
      }
    });
});
