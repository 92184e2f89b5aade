import { expect } from "chai";
import type { Credential } from "../../../cli/api/credentials";
import type { Summary } from "../../../cli/api/emails";
import { loginsAttention, mailAttention } from "../../../cli/console/pages/overview/attention";
import { counts } from "../../support/api/recorded-emails";
import { withConsole } from "../../support/console/with-console";

const NOW = new Date("2026-11-26T12:00:00Z");

function login(name: string, more: Partial<Credential> = {}): Credential {
  return {
    ...{ name, status: "active", description: "", allowedFromAddresses: [`${name}@company.com`] },
    ...{ entityType: "smtp_credential", changedOutsideApi: false, createdAt: "2026-11-01T00:00:00Z" },
    ...more,
  };
}

describe("what needs attention, in the console's overview", () => {
  it("is nothing where every login works", () => {
    const all = [
      login("jane"),
      login("off", { status: "disabled" }),
      login("new", { status: "pending", createdAt: "2026-11-26T11:59:00Z" }),
    ];
    expect(loginsAttention(all, NOW)).to.deep.equal([]);
  });

  for (const [what, more, said] of [
    [
      "is on hold",
      { status: "disabled", suspended: { reason: "bounces" } },
      "jane is on hold and cannot send.",
    ],
    ["failed", { status: "failed" }, "jane failed: what was asked for could not be done."],
    [
      "works, but not as asked",
      { failure: { code: "x", message: "y" } },
      "jane works, but something that was asked for could not be done.",
    ],
    ["does not come to be", { status: "pending" }, "jane has been pending for more than ten minutes."],
    ["ends soon", { validUntil: "2026-12-01T00:00:00Z" }, "jane ends within 14 days."],
  ] as [string, Partial<Credential>, string][]) {
    it(`is a login that ${what}, with a link to it`, () => {
      const [found, ...others] = loginsAttention([login("bob"), login("jane", more)], NOW);
      expect(others).to.deep.equal([]);
      expect(found).to.deep.include({ text: said, link: { to: "/logins/jane", text: "See jane" } });
    });
  }

  it("names three of many logins, and links to the list", () => {
    const all = ["a", "b", "c", "d", "e"].map(name => login(name, { status: "failed" }));
    expect(loginsAttention(all, NOW)).to.deep.equal([
      {
        tone: "bad",
        text: "a, b, c and 2 more failed: what was asked for could not be done.",
        link: { to: "/logins?status=failed", text: "See them" },
      },
    ]);
  });

  it("is a rate at which SES acts, in the API's own words, and a quota that is almost used", () => {
    const verdict = (status: string, detail = "") => ({ status, detail });
    const summary = (bounces: object, complaints: object, quota: Summary["quota"]) =>
      ({ last_7_days: { bounce_verdict: bounces, complaint_verdict: complaints }, quota }) as Summary;
    const good = verdict("healthy");
    expect(mailAttention(summary(good, verdict("too_few_sent"), null))).to.deep.equal([]);
    expect(
      mailAttention(summary(good, good, { used: 39_999, max: 50_000, max_per_second: 14 })),
    ).to.deep.equal([]);
    const found = mailAttention(
      summary(verdict("critical", "Very bad."), verdict("at_risk", "Bad."), {
        ...{ used: 40_000, max: 50_000, max_per_second: 14 },
      }),
    );
    expect(found.map(({ tone, text }) => [tone, text.slice(0, 20)])).to.deep.equal([
      ["bad", "Very bad."],
      ["warn", "Bad."],
      ["warn", "40,000 recipients of"],
    ]);
  });
});

describe("the console's overview", () => {
  const running = withConsole(() => NOW);
  /** The page may not wait for its parts; these do. */
  const part = async (name: string) => (await running().browser.get(`/overview/${name}`)).body;

  it("draws the week with SES's limits", async () => {
    const { api } = running();
    api.emails.counts = new Map([
      ["jane", counts({ sent: 2_000, delivered: 1_900, bounced_permanent: 60, complaints: 1 })],
    ]);
    const html = await part("figures");
    expect(html).to.include("2,000").and.to.include("1,900").and.to.include("3%").and.to.include("0.05%");
    expect(html).to.include(
      "Bounce rate by day (UTC) in the last 7 days, with SES&#39;s limits of 5% and 10%: 2026-11-26 3%; nothing sent at other times.",
    );
    expect(html.match(/<svg/g)).to.have.length(3);
    expect(html.match(/<rect class="bar"/g)).to.have.length(7);
    expect(html)
      .not.to.include("NaN")
      .and.not.to.match(/ style=/);
  });

  it("says what to do where nothing was sent", async () => {
    const html = await part("figures");
    expect(html).to.include("Too few to judge").and.to.include("send a first message");
    expect(html).not.to.include("<svg");
  });

  it("says what cannot be read, and the rest all the same", async () => {
    const { api } = running();
    api.publish("jane", {
      PK: { S: "SMTP_USER" },
      SK: { S: "USER#jane" },
      entity_type: { S: "smtp_credential" },
      status: { S: "failed" },
    });
    const html = await part("attention");
    expect(html).to.match(/<li class="notice bad"><span>jane failed/);
    expect(html).to.include("Configurations cannot be read: ");
  });

  it("asks the API twice, and not again within a minute, however often it is looked at", async () => {
    const { api, browser } = running();
    const calls = () => running().calls();
    api.publish("jane", {
      PK: { S: "SMTP_USER" },
      SK: { S: "USER#jane" },
      entity_type: { S: "smtp_credential" },
      status: { S: "active" },
    });
    const before = calls();
    await part("attention");
    await part("figures");
    for (let look = 0; look < 5; look++) await browser.get("/overview");
    expect(calls() - before).to.equal(2);
  });

  it("is fetched again every half minute", async () => {
    const { headers } = await running().browser.get("/overview/figures");
    expect(headers["x-live"]).to.equal("30000");
  });
});
