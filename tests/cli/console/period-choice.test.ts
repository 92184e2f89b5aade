import { expect } from "chai";
import type { Page } from "playwright-core";
import { overflowing, seriousFindings } from "../../support/console/accessibility";
import { counts } from "../../support/api/recorded-emails";
import { type OpenedPage, type PageOptions, withBrowser } from "../../support/console/browser";
import { withConsole } from "../../support/console/with-console";

const NOW = new Date("2026-11-26T12:00:00Z");

describe("the choice of a period, in a browser", function () {
  const browser = withBrowser(this);
  const running = withConsole(() => NOW);
  let opened: OpenedPage | undefined;
  beforeEach(() => {
    running().api.emails.hours = ["2026-11-01T10", "2026-11-25T14", "2026-11-26T11"].map(hour => ({
      ...{ username: "jane", hour },
      counts: counts({ sent: 100, delivered: 98, bounced_permanent: 2 }),
    }));
  });
  afterEach(() => opened?.close());

  async function open(options: PageOptions): Promise<Page> {
    opened = await browser().open(options);
    await opened.page.goto(running().console.newLink());
    await opened.page.waitForURL(/\/overview$/);
    return opened.page;
  }

  it("needs no script, and stays when the page is left and entered again", async () => {
    const page = await open({ javaScript: false });
    await page.getByRole("link", { name: "30 days" }).click();
    await page.getByRole("heading", { name: "Mail of the last 30 days" }).waitFor();
    await page.getByRole("link", { name: "Overview" }).click();
    await page.getByRole("heading", { name: "Mail of the last 30 days" }).waitFor();
    expect(new URL(page.url()).searchParams.get("period")).to.equal("30d");
  });

  for (const [what, options] of [
    ["as wide as a small phone", { width: 375 }],
    ["in dark colors at 200 %", { width: 640, height: 400, colorScheme: "dark" }],
  ] as const)
    it(`shows charts without a serious fault of accessibility that fit the page, ${what}`, async () => {
      const page = await open(options);
      for (const words of ["24 hours", "7 days", "30 days"]) {
        await page.getByRole("link", { name: words, exact: true }).click();
        await page.getByRole("heading", { name: `Mail of the last ${words}` }).waitFor();
        await page
          .getByRole("img", { name: `in the last ${words}` })
          .first()
          .waitFor();
        expect(await seriousFindings(page)).to.deep.equal([]);
        expect(await overflowing(page)).to.deep.equal([]);
      }
      expect(opened?.problems).to.deep.equal([]);
    });
});
