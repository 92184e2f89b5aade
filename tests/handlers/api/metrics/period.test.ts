import { expect } from "chai";
import { startApi } from "../../../support/api/call";
import { bounce, counts } from "../../../support/api/recorded-emails";
import { summary } from "../../../../handlers/api/metrics/schemas";

describe("the period of the API's summary", () => {
  let api: ReturnType<typeof startApi>;
  beforeEach(() => {
    api = startApi();
  });

  const sentIn = (hour: string, sent: number, more = {}) => ({
    ...{ username: hour.endsWith("1") ? "jane" : "news", hour },
    counts: counts({ sent, delivered: sent - 1, ...more }),
  });

  it("is the last seven days, also those without mail", async () => {
    api.emails.hours = [
      sentIn("2026-11-19T13", 1_000), // the seventh day ago, which is no point of its own
      sentIn("2026-11-20T00", 100, { bounced_permanent: 5 }),
      sentIn("2026-11-20T01", 100, { complaints: 1 }),
      sentIn("2026-11-25T11", 30),
      sentIn("2026-11-25T13", 20),
      sentIn("2026-11-26T11", 10),
    ];
    const { body } = await api.call("getSummary");
    const { period, last_7_days, last_24_hours } = summary.parse(body);
    expect(period.points.map(({ start, sent }) => [start, sent])).to.deep.equal([
      ["2026-11-20T00:00:00.000Z", 200],
      ["2026-11-21T00:00:00.000Z", 0],
      ["2026-11-22T00:00:00.000Z", 0],
      ["2026-11-23T00:00:00.000Z", 0],
      ["2026-11-24T00:00:00.000Z", 0],
      ["2026-11-25T00:00:00.000Z", 50],
      ["2026-11-26T00:00:00.000Z", 10],
    ]);
    const [first, second] = period.points;
    expect(first).to.include({ delivered: 198, bounces: 5, bounce_rate: 0.025, complaint_rate: 0.005 });
    expect(second).to.include({ bounce_rate: null, complaint_rate: null });
    expect(period).to.deep.include({ name: "7d", sent: 1_260, bounces: 5, complaints: 1 });
    expect(last_7_days.sent).to.equal(1_260);
    expect(last_24_hours.sent).to.equal(30);
  });

  it("can be 24 hours by the hour or 30 days by the day; the day and the week beside it stay", async () => {
    api.emails.hours = [
      sentIn("2026-10-26T12", 5), // 31 days ago
      sentIn("2026-10-28T12", 400, { bounced_permanent: 40 }),
      sentIn("2026-11-25T12", 3), // the hour 24 hours ago counts whole, and is no point of its own
      sentIn("2026-11-25T13", 20),
      sentIn("2026-11-26T11", 100, { complaints: 1 }),
      sentIn("2026-11-26T12", 7),
    ];
    const asked = async (period: string) => {
      const body = summary.parse((await api.call("getSummary", "", { query: { period } })).body);
      expect([body.last_24_hours.sent, body.last_7_days.sent]).to.deep.equal([130, 130]);
      return body.period;
    };
    const day = await asked("24h");
    expect(day).to.include({ name: "24h", sent: 130, complaints: 1 });
    expect(day.points).to.have.length(24);
    expect(day.points[0]).to.include({ start: "2026-11-25T13:00:00.000Z", sent: 20 });
    expect(day.points[22]).to.include({ start: "2026-11-26T11:00:00.000Z", complaint_rate: 0.01 });
    expect(day.points[23]).to.include({ start: "2026-11-26T12:00:00.000Z", sent: 7 });
    const month = await asked("30d");
    expect(month).to.include({ name: "30d", sent: 530, bounces: 40 });
    expect(month.bounce_verdict.status).to.equal("at_risk");
    expect(month.points).to.have.length(30);
    expect(month.points[0]).to.include({ start: "2026-10-28T00:00:00.000Z", sent: 400, bounce_rate: 0.1 });
    expect(month.points[29]).to.include({ start: "2026-11-26T00:00:00.000Z", sent: 107 });
    expect(
      api.emails.asked.flatMap(({ method, query }) => (method === "hours" ? [query] : [])),
    ).to.deep.equal([{ days: 7 }, { days: 30 }]);
  });

  it("can be of one login, with everybody's suppression list and quota", async () => {
    api.emails.hours = [
      sentIn("2026-11-24T11", 30, { bounced_permanent: 3 }), // jane's
      sentIn("2026-11-26T10", 20), // those of news
    ];
    api.emails.bounces = [bounce("ann@one.example", { username: "news" })];
    const { body } = await api.call("getSummary", "", { query: { username: "jane" } });
    const { period, last_24_hours, last_7_days, quota } = summary.parse(body);
    expect(period).to.include({ sent: 30, bounces: 3, bounce_rate: 0.1 });
    expect(last_24_hours).to.include({ sent: 0, bounces: 0 });
    expect(last_7_days.bounce_breakdown.permanent).to.equal(0); // of the events, all are of news
    expect(quota).to.not.equal(null);
    const { statusCode } = await api.call("getSummary", "", { query: { username: "Jane Doe" } });
    expect(statusCode).to.equal(400);
  });

  it("can be no other", async () => {
    const { statusCode, body } = await api.call("getSummary", "", { query: { period: "90d" } });
    expect([statusCode, body.detail]).to.deep.equal([400, 'period is "90d"; use one of 24h, 7d, 30d.']);
  });
});
