import { expect } from "chai";
import { CommandError } from "../../../cli/shared/context";
import { withConsole } from "../../support/console/with-console";

describe("the console, while the API does not answer", () => {
  const running = withConsole(() => new Date("2026-11-26T12:00:00Z"));
  beforeEach(() => {
    running().context.api.call = () => Promise.reject(new CommandError("API: cannot be reached."));
  });
  const get = (path: string) => running().browser.get(path);

  it("shows the overview, which says what it cannot read", async () => {
    expect((await get("/overview")).status).to.equal(200);
    const { body } = await get("/overview/attention");
    expect(body).to.match(
      /<li class="notice warn"><span>The logins cannot be read: API: cannot be reached\./,
    );
    expect(body).not.to.include("Nothing: every login works");
    expect((await get("/overview/figures")).body).to.match(/role="alert">API: cannot be reached\./);
  });

  for (const path of ["/logins", "/logins/jane", "/suppressions", "/configurations/~add"])
    it(`offers to load ${path} again, rather than to correct it`, async () => {
      const { status, body } = await get(path);
      expect(status).to.equal(502);
      expect(body).to.include("API: cannot be reached.").and.include('<a href="">Try again</a>');
      expect(body).not.to.include("correct it");
    });

  it("offers to correct what was filled in wrong", async () => {
    const { status, body } = await get("/logins/a%20b");
    expect(status).to.equal(400);
    expect(body).to.include("Go back and correct it").and.not.include("Try again");
  });

  it("still has the forms that do not need it", async () => {
    for (const path of ["/logins/~add", "/configurations/~add?with=smtp", "/configurations/~add?with=ses"])
      expect((await get(path)).status, path).to.equal(200);
  });
});
