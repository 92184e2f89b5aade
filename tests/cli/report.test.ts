import { expect } from "chai";
import { bounce, complaint, counts, violation } from "../support/api/recorded-emails";
import { type LocalApi, startLocalApi } from "../support/cli/local-api";

describe("ses-smtp report", () => {
  let api: LocalApi;
  beforeEach(async () => {
    api = await startLocalApi();
    api.emails.counts = new Map([
      ["jane", counts({ sent: 100, bounced_permanent: 7 })],
      ["news", counts({ sent: 9_000 })],
    ]);
    api.emails.bounces = [
      bounce("a@one.example", { username: "jane", diagnostic_code: "smtp; 550 no \u001b[31msuch user" }),
      bounce("z@one.example", { username: "news" }),
    ];
    api.emails.complaints = [
      complaint("b@one.example", { username: "jane", timestamp: "2026-11-26T11:30:00.000Z" }),
    ];
  });
  afterEach(() => api.close());

  it("tells what became of one login's mail, newest first, and judges its rates", async () => {
    const { code, stdout } = await api.command(["report", "jane", "--days", "30"]);
    expect(code).to.equal(0);
    expect(stdout).to.match(/^login +jane$/m);
    expect(stdout).to.match(/^period +30 days$/m);
    expect(stdout).to.match(/^sent +to 100 recipients$/m);
    expect(stdout).to.include("The bounce rate is 7%; at 5%, SES may place the account under review.");
    const rows = stdout.split("\n").filter(line => /^2026/.test(line));
    expect(rows.map(line => line.split(/ {2,}/).slice(1, 3))).to.deep.equal([
      ["complaint (abuse)", "b@one.example"],
      ["permanent bounce", "a@one.example"],
    ]);
    expect(stdout).not.to.include("z@one.example").and.not.to.include("\u001b");
  });

  it("shows delays, and what readers did only where SES is asked to report it", async () => {
    const engaged = counts({ sent: 100, delayed: 2, opened_messages: 60, clicks: 9, subscriptions: 1 });
    api.emails.counts = new Map([["jane", engaged]]);
    const { stdout } = await api.command(["report", "jane"]);
    expect(stdout).to.match(/^delays +2 recipients' servers did not accept it at first$/m);
    expect(stdout).not.to.match(/^(opened|clicks|subscriptions) /m);
    const asking = await startLocalApi(undefined, { environment: { ENGAGEMENT_EVENTS: "open,click" } });
    try {
      asking.emails.counts = api.emails.counts;
      const shown = (await asking.command(["report", "jane"])).stdout;
      expect(shown)
        .to.match(/^opened +60 messages$/m)
        .and.to.match(/^clicks +9 on links$/m);
      expect(shown).not.to.match(/^subscriptions /m);
    } finally {
      await asking.close();
    }
  });

  it("lists the messages that the login may not send, and what each breaks", async () => {
    api.emails.violations = [
      violation("boss@two.example", { username: "jane", timestamp: "2026-11-26T11:45:00.000Z" }),
      violation("x@two.example", { username: "jane", kinds: ["envelope", "configuration_set"] }),
      violation("y@two.example", { username: "news" }),
    ];
    const { stdout } = await api.command(["report", "jane"]);
    expect(stdout).to.match(/^violations +2 messages that it may not send$/m);
    expect(stdout).to.match(
      /^2026-11-26T11:45:00.000Z +violation +boss@two.example +not an allowed sender$/m,
    );
    expect(stdout).to.include("not an allowed envelope sender, another configuration set");
    expect(stdout).not.to.include("y@two.example");
  });

  it("says so if nothing went wrong, and prints the API's answers as JSON", async () => {
    expect((await api.command(["report", "nobody"])).stdout).to.include(
      "Nothing bounced, and nobody complained.",
    );
    const { stdout } = await api.command(["report", "jane", "--json"]);
    const { username, days, bounces } = JSON.parse(stdout) as Record<string, unknown>;
    expect({ username, days }).to.deep.equal({ username: "jane", days: 7 });
    expect(bounces).to.include({ total: 1, sent: 100 });
  });

  for (const days of ["0", "91", "week"])
    it(`refuses --days ${days}`, async () => {
      const { code, stderr } = await api.command(["report", "jane", "--days", days]);
      expect(code).to.equal(2);
      expect(stderr).to.include(`--days: "${days}" is not a number of days: use 1 to 90.`);
    });
});
