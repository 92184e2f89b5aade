import { expect } from "chai";
import { overflowing, seriousFindings } from "../../support/console/accessibility";
import { type OpenedPage, withBrowser } from "../../support/console/browser";
import { HAS_RUN, HOSTILE_TEXTS } from "../../support/console/hostile-texts";

describe("what the console's tests look for in a browser", function () {
  const browser = withBrowser(this);
  let opened: OpenedPage;
  beforeEach(async () => {
    opened = await browser().open({ width: 390, timeZone: "Asia/Tokyo", colorScheme: "dark" });
  });
  afterEach(() => opened?.close());

  const show = (body: string) =>
    opened.page.setContent(
      `<!doctype html><html lang="en"><title>x</title><main><h1>x</h1>${body}</main></html>`,
    );

  it("finds an image without a text and a button without a name, and nothing in a page that is right", async () => {
    await show("<p>right</p>");
    expect(await seriousFindings(opened.page)).to.deep.equal([]);
    await show(`<img src="data:,"><button></button>`);
    const rules = (await seriousFindings(opened.page)).map(line => line.split(":")[0]);
    expect(rules).to.have.members(["image-alt", "button-name"]);
  });

  it("finds what is wider than a phone, and nothing that scrolls in itself", async () => {
    await show(`<div style="overflow-x:auto"><div style="width:900px">wide</div></div>`);
    expect(await overflowing(opened.page)).to.deep.equal([]);
    await show(`<div class="too wide" style="width:900px">wide</div>`);
    expect(await overflowing(opened.page)).to.include("div.too.wide");
  });

  it("sees that a hostile text ran, if a page writes it as it is", async () => {
    let ran = 0;
    for (const text of HOSTILE_TEXTS) {
      await opened.page.goto("about:blank");
      await show(text);
      await opened.page.waitForTimeout(20);
      if (await opened.page.evaluate<boolean>(HAS_RUN)) ran++;
    }
    expect(ran).to.be.greaterThan(15);
  });

  it("has the reader's time zone and colors, and reports errors", async () => {
    expect(await opened.page.evaluate("Intl.DateTimeFormat().resolvedOptions().timeZone")).to.equal(
      "Asia/Tokyo",
    );
    expect(await opened.page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")).to.equal(true);
    await opened.page.evaluate("console.error('said aloud')");
    expect(opened.problems).to.deep.equal(["said aloud"]);
  });
});
