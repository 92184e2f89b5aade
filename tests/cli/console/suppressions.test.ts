import { PutSuppressedDestinationCommand, SESv2Client } from "@aws-sdk/client-sesv2";
import { expect } from "chai";
import { withConsole } from "../../support/console/with-console";

const NOW = new Date("2026-11-20T08:00:00Z");

describe("the console's page of suppressions", () => {
  const running = withConsole(() => NOW);

  beforeEach(() => {
    running().api.emails.suppressions = [
      {
        ...{ email: "ann@one.example", reason: "bounce", source: "ses" },
        ...{ created_at: "2026-11-19T09:00:00.000Z", expires_at: "2027-01-01T00:00:00.000Z" },
      },
    ];
  });

  async function onAccount(EmailAddress: string): Promise<void> {
    const client = new SESv2Client({});
    await client.send(new PutSuppressedDestinationCommand({ EmailAddress, Reason: "COMPLAINT" }));
    client.destroy();
  }
  const rows = async (path = "/suppressions") => {
    const { status, body } = await running().browser.get(path);
    expect(status, body).to.equal(200);
    return [...body.matchAll(/<tr role="row"><th role="rowheader".*?<\/tr>/gs)].map(([row]) =>
      row
        .replace(/<form.*?<\/form>|<wbr\/>/gs, "")
        .replace(/<[^>]+>/g, "|")
        .replace(/\|+/g, "|"),
    );
  };

  it("says which list holds an address, why, since when and until when", async () => {
    await onAccount("bob@two.example");
    const shown = await rows();
    expect(shown).to.have.lengthOf(2);
    expect(shown[0]).to.match(
      /^\|ann@one\.example\|Stack\|Bounce\|SES\|2026-11-19 09:00 UTC\|2027-01-01\|Lift\|/,
    );
    expect(shown[1]).to.match(
      /^\|bob@two\.example\|Account\|Complaint\|SES\|2026-11-20 08:00 UTC\|Lifted by hand\|/,
    );
  });

  it("finds addresses by a part, by list and by reason, and says so if there is none", async () => {
    await onAccount("bob@two.example");
    expect(await rows("/suppressions?q=TWO.ex")).to.have.lengthOf(1);
    expect(await rows("/suppressions?list=stack")).to.have.lengthOf(1);
    expect(await rows("/suppressions?reason=complaint")).to.have.lengthOf(1);
    expect((await running().browser.get("/suppressions?q=nobody")).body).to.include("No address matches");
    running().api.emails.suppressions = [];
    expect((await running().browser.get("/suppressions?list=stack&q=x")).body).to.include(
      "No address matches",
    );
  });

  it("refuses a list, a reason or an end that it does not offer", async () => {
    for (const [query, said] of [
      ["list=mine", "List: &quot;mine&quot; is unknown: use one of stack, account, global."],
      ["reason=spite", "Reason: &quot;spite&quot; is unknown: use one of "],
    ]) {
      const { status, body } = await running().browser.get(`/suppressions?${query}`);
      expect(status).to.equal(400);
      expect(body).to.include(said);
    }
    const fields: [string, string][] = [
      ["email", "eve@one.example"],
      ["days", "3"],
    ];
    const { status, body } = await running().browser.post("/suppressions", fields, "/suppressions");
    expect(status).to.equal(400);
    expect(body).to.include("For: &quot;3&quot; is unknown: use one of 7, 30, 365.");
    expect(await rows("/suppressions?q=eve")).to.deep.equal([]);
  });

  it("says what fills the list if nothing is suppressed", async () => {
    running().api.emails.suppressions = [];
    expect((await running().browser.get("/suppressions")).body).to.include("No address is suppressed");
  });

  it("lifts an entry after saying what follows, and says what became of each list", async () => {
    await onAccount("ann@one.example");
    const { browser } = running();
    expect((await browser.get("/suppressions")).body).to.include(
      "The mailer may send to ann@one.example again.",
    );
    const answer = await browser.post("/suppressions/lift", [["email", "ann@one.example"]], "/suppressions");
    expect(answer.status).to.equal(303);
    expect(running().api.emails.suppressions).to.deep.equal([]);
    const { body } = await browser.get("/suppressions");
    expect(body).to.include("the stack&#39;s list: removed; the account&#39;s list: still listed.");
    const both = [["email", "ann@one.example"] as [string, string], ["account", "yes"] as [string, string]];
    await browser.post("/suppressions/lift", both, "/suppressions");
    expect(await rows()).to.deep.equal([]);
  });

  it("suppresses an address for as long as is said, and refuses what is none", async () => {
    const { browser, api } = running();
    await browser.post(
      "/suppressions",
      [
        ["email", "new@one.example"],
        ["days", "30"],
      ],
      "/suppressions",
    );
    expect(api.emails.suppressions.find(({ email }) => email === "new@one.example")).to.deep.include({
      reason: "manual",
      expires_at: "2026-12-20T08:00:00.000Z",
    });
    const refused = await browser.post("/suppressions", [["email", "nobody"]], "/suppressions");
    expect(refused.status).to.equal(400);
    expect(refused.body).to.include("&quot;nobody&quot; is not an address");
  });

  it("shows the stack's list alone, and says why, if the account's may not be read", async () => {
    running().ses.refuseWith("AccessDeniedException");
    const { body } = await running().browser.get("/suppressions");
    expect(body).to.include("ann@one.example").and.to.include("The account&#39;s list is not shown.");
  });
});
