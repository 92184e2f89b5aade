import { expect } from "chai";
import { counts } from "../../support/api/recorded-emails";
import { withConsole } from "../../support/console/with-console";

const NOW = new Date("2026-11-26T12:00:00Z");

describe("the period of the console's figures", () => {
  const running = withConsole(() => NOW);
  const get = async (path: string) => (await running().browser.get(path)).body;
  const hour = (at: string, sent: number, bounced = 0) => ({
    ...{ username: "jane", hour: at },
    counts: counts({ sent, delivered: sent - bounced, bounced_permanent: bounced }),
  });
  /** The queries that the API read its table with. */
  const asked = (method: string) =>
    running().api.emails.asked.flatMap(({ method: each, query }) => (each === method ? [query] : []));

  for (const [period, words, ticks, known] of [
    [
      "24h",
      "24 hours",
      ["18:00", "00:00", "06:00", "12:00"],
      "by hour (UTC) in the last 24 hours, with SES&#39;s limits of 5% and 10%: 2026-11-25 14:00 10%, 2026-11-26 12:00 0%; nothing",
    ],
    [
      "7d",
      "7 days",
      ["Fri", "Sat", "Sun", "Mon", "Tue", "Wed", "Thu"],
      "by day (UTC) in the last 7 days, with SES&#39;s limits of 5% and 10%: 2026-11-25 10%, 2026-11-26 0%; nothing",
    ],
    [
      "30d",
      "30 days",
      ["Nov 2", "Nov 9", "Nov 16", "Nov 23"],
      "by day (UTC) in the last 30 days, with SES&#39;s limits of 5% and 10%: 2026-11-01 0%, 2026-11-25 10%, 2026-11-26 0%; nothing",
    ],
  ] as const)
    it(`is ${words} where the reader chooses them: in the heading, the charts, their axes and what is read out`, async () => {
      running().api.emails.hours = [
        hour("2026-11-01T10", 400),
        hour("2026-11-25T14", 200, 20),
        hour("2026-11-26T12", 60),
      ];
      const page = await get(`/overview?period=${period}`);
      expect(page).to.include(`Mail of the last ${words}</h2>`);
      expect(page).to.match(new RegExp(`aria-current="page">${words}</a>`));
      const html = await get(`/overview/figures?period=${period}`);
      expect(html).to.include(known);
      expect(html).to.include(`Delivered in ${words}`);
      for (const tick of ticks)
        expect(html.match(new RegExp(` text-anchor="middle">${tick}</text>`, "g"))).to.have.length(3);
      expect(html.match(/ text-anchor="middle">/g)).to.have.length(ticks.length * 3);
      expect(html.match(/class="limit /g), "SES's limits").to.have.length(4);
      expect(html).not.to.match(/NaN|Infinity/);
    });

  it("is named where nothing was sent in it", async () => {
    running().api.emails.hours = [hour("2026-11-20T13", 10)];
    expect(await get("/overview/figures?period=24h")).to.include("Nothing was sent in the last 24 hours");
    expect(await get("/overview/figures")).not.to.include("Nothing was sent");
  });

  it("costs one call of the API for each, and again none within a minute", async () => {
    const before = running().calls();
    for (const period of ["24h", "30d", "24h", "30d"]) {
      await get(`/overview/figures?period=${period}`);
      await get(`/overview/attention?period=${period}`);
    }
    expect(running().calls() - before, "two summaries and the logins").to.equal(3);
    expect(asked("hours")).to.deep.equal([{ days: 7 }, { days: 30 }]);
  });

  it("stays the same in all that the overview and a login's page lead to", async () => {
    const { api, browser } = running();
    api.publish("jane", {
      ...{ PK: { S: "SMTP_USER" }, SK: { S: "USER#jane" }, entity_type: { S: "smtp_credential" } },
      status: { S: "failed" },
    });
    const overview = await get("/overview?period=24h");
    expect(overview).to.match(/data-live="[^"]*\/overview\/figures\?period=24h"/);
    const attention = await get("/overview/attention?period=24h");
    expect(attention).to.match(/href="[^"]*\/logins\/jane\?period=24h"/);
    const login = await get("/logins/jane?period=24h");
    expect(login).to.include("Its mail of the last 24 hours");
    expect(login).to.match(/href="[^"]*\/logins\/jane\?period=30d"[^>]*>30 days</);
    expect(login).to.match(/href="[^"]*\/overview\?period=24h"[^>]*>Overview</);
    expect(login).to.match(/data-live="[^"]*\/logins\/jane\/state\?period=24h"/);
    const { headers } = await browser.post("/logins/jane/disable?period=24h", [], "/logins/jane?period=24h");
    expect(headers.location).to.match(/\/logins\/jane\?period=24h$/);
    expect(asked("bounces")).to.deep.include({ days: 1, limit: 5, offset: 0, username: "jane" });
  });

  describe("on a login's page", () => {
    const addJane = () =>
      running().api.publish("jane", {
        ...{ PK: { S: "SMTP_USER" }, SK: { S: "USER#jane" }, entity_type: { S: "smtp_credential" } },
        status: { S: "active" },
      });

    it("has charts of that login's mail alone", async () => {
      addJane();
      const others = { ...hour("2026-11-26T11", 9_000), username: "news" };
      running().api.emails.hours = [hour("2026-11-25T14", 200, 20), others];
      const page = await get("/logins/jane?period=7d");
      expect(page).to.include(
        "by day (UTC), in the last 7 days: 2026-11-25 200; nothing sent at other times.",
      );
      expect(page.match(/<svg class="chart"/g)).to.have.length(3);
      expect(page).to.include("SES judges the mail of the whole account, not that of one login.");
      expect(asked("hours")).to.deep.equal([{ days: 7, username: "jane" }]);
    });

    it("has none where nothing was sent", async () => {
      addJane();
      expect(await get("/logins/jane")).not.to.include("<svg class");
    });

    it("has none with an API that does not know them yet, and all else", async () => {
      addJane();
      const { emails } = running().context;
      const summary = emails.summary.bind(emails);
      emails.summary = query => summary({ ...query, nosuch: "1" }); // as that one does not know "username"
      running().api.emails.hours = [hour("2026-11-25T14", 200, 20)];
      running().api.emails.counts.set("jane", counts({ sent: 200 }));
      const { status, body } = await running().browser.get("/logins/jane");
      expect(status).to.equal(200);
      expect(body).to.include("to 200 recipients").and.not.to.include("<svg class");
    });
  });

  it("is a month on a login's page unless the reader chooses another", async () => {
    running().api.publish("jane", {
      ...{ PK: { S: "SMTP_USER" }, SK: { S: "USER#jane" }, entity_type: { S: "smtp_credential" } },
      status: { S: "active" },
    });
    const login = await get("/logins/jane");
    expect(login)
      .to.include("Its mail of the last 30 days")
      .and.not.to.match(/action="[^"]*period/);
  });

  it("is refused where it is none, with those that there are", async () => {
    for (const path of ["/overview", "/overview/figures", "/overview/attention", "/logins/jane"]) {
      const { status, body } = await running().browser.get(`${path}?period=90d`);
      expect(status, path).to.equal(400);
      expect(body).to.include("Period: &quot;90d&quot; is unknown: use one of 24h, 7d, 30d.");
    }
  });
});
