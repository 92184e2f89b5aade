import { expect } from "chai";
import { counts } from "../../support/api/recorded-emails";
import { withConsole } from "../../support/console/with-console";

describe("the console's page of cost", () => {
  const running = withConsole(() => new Date("2026-11-20T08:00:00Z"));

  it("says what the stack costs while idle, and what the mail of the last 30 days has cost", async () => {
    running().api.emails.counts.set("jane", counts({ sent: 100_000 }));
    const { body } = await running().browser.get("/cost");
    expect(body).to.match(/Idle, per month<\/p><span class="figure">USD 0\.00</);
    expect(body).to.match(/Mail of the last 30 days<\/p><span class="figure">USD 11\.6\d</);
    expect(body).to.include("100,000 recipients");
  });

  it("estimates other amounts of mail on each plan, and takes no nonsense", async () => {
    const estimate = async (query: string) =>
      /<b>Together<\/b>.*?<b>(.*?)<\/b>/s.exec((await running().browser.get(`/cost${query}`)).body)?.[1];
    expect(await estimate("?recipients=1000000&plan=NONE")).to.match(/^USD 116\.4\d$/);
    expect(await estimate("?recipients=0&plan=PRO")).to.match(/^USD 105\./);
    expect(await estimate("?recipients=-5&plan=")).to.equal("USD 0.00");
    expect(await estimate("?recipients=abc")).to.match(/^USD 1\.1\d$/);
    const { status, body } = await running().browser.get("/cost?plan=constructor");
    expect(status).to.equal(400);
    expect(body).to.include("Plan: &quot;constructor&quot; is unknown: use one of ");
  });

  it("says that the plan is not known if SES may not be asked", async () => {
    running().ses.refuseWith("AccessDeniedException");
    const { status, body } = await running().browser.get("/cost");
    expect(status).to.equal(200);
    expect(body).to.include("plan of SES is not known");
  });
});
