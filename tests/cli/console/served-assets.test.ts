import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { type LocalConsole, startLocalConsole } from "../../support/console/local-console";

const STYLES = join(__dirname, "../../../cli/console/assets/styles");

describe("what the console's pages load", () => {
  let running: LocalConsole;
  before(async () => {
    running = await startLocalConsole();
  });
  after(async () => {
    await running.close();
    expect(running.errors).to.deep.equal([]);
  });

  it("is every style sheet once, as one", async () => {
    const { status, headers, body } = await running.browser.get("/assets/console.css");
    expect({ status, type: headers["content-type"] }).to.deep.equal({
      ...{ status: 200, type: "text/css; charset=utf-8" },
    });
    const sheets = readdirSync(STYLES).map(name => readFileSync(join(STYLES, name), "utf8"));
    for (const sheet of sheets) expect(body.split(sheet)).to.have.length(2);
    expect(body).to.have.length([...sheets].join("\n").length);
  });

  it("is kept by no cache, and exists", async () => {
    const html = (await running.browser.get("/logins")).body;
    const addresses = [...html.matchAll(/(?:href|src)="[^"]*(\/assets\/[^"]+)"/g)].map(
      ([, path = ""]) => path,
    );
    expect(addresses).to.have.members(["/assets/console.css", "/assets/console.js"]);
    for (const address of addresses) {
      const { status, headers } = await running.browser.get(address);
      expect({ status, cache: headers["cache-control"] }, address).to.deep.equal({
        ...{ status: 200, cache: "no-store" },
      });
    }
  });

  it("has no other names", async () => {
    for (const name of ["styles/base.css", "base.css", "constructor", "..%2fapp.tsx"])
      expect((await running.browser.get(`/assets/${name}`)).status, name).to.equal(404);
  });
});
