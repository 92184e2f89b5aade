import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import type { Page } from "playwright-core";
import { sendExampleMail } from "../../checks/console-pictures/example";
import { PICTURES } from "../../checks/console-pictures/pictures";
import { type Sandbox, startSandbox } from "../../sandbox/sandbox";
import { pollUntil } from "../../sandbox/shared/poll";
import { overflowing, seriousFindings } from "../support/console/accessibility";
import { type OpenedPage, type PageOptions, withBrowser } from "../support/console/browser";
import { ExampleMail } from "../support/console/example-mail";
import { HAS_RUN, HOSTILE_TEXTS } from "../support/console/hostile-texts";
import { type SpawnedConsole, spawnConsole } from "../support/console/spawned-console";

const MAX_WAIT_MS = 60_000;

const BOUNCE = "bounce+former@simulator.amazonses.com";

describe("the console in a browser", function () {
  const browser = withBrowser(this, "MAP foreign.example 127.0.0.1");
  this.timeout(300_000);
  let sandbox: Sandbox;
  let running: SpawnedConsole;
  let opened: OpenedPage | undefined;

  before(async () => {
    sandbox = await startSandbox({ keyDelayMs: 200 });
    running = await spawnConsole(sandbox.report);
    await sendExampleMail(sandbox.report);
  });
  after(async () => {
    const written = await running?.stop();
    await sandbox?.close();
    expect(written ?? "").to.equal("");
  });
  afterEach(async () => {
    await opened?.close();
    opened = undefined;
  });

  async function open(options: PageOptions = {}): Promise<Page> {
    opened = await browser().open(options);
    await opened.page.goto(await running.link());
    await opened.page.waitForURL(/\/overview$/);
    return opened.page;
  }
  const show = async (page: Page, name: string) => {
    const picture = PICTURES.find(each => each.name === name);
    if (picture === undefined) throw new Error(`No page ${name}.`);
    await picture.open(page);
  };

  it("shows a bounce with its login and the server's words, and lets its address get mail again", async () => {
    const page = await open();
    await show(page, "activity");
    const row = page.getByRole("row").filter({ hasText: BOUNCE });
    await row.getByText("Bounced").waitFor();
    await row.getByRole("link", { name: "billing" }).waitFor();
    await row.getByRole("link", { name: BOUNCE }).click();
    await page.getByText("550 5.1.1 user unknown").first().waitFor();
    await page.getByRole("rowheader").getByRole("link", { name: BOUNCE }).click();
    const entry = page.getByRole("row").filter({ hasText: BOUNCE });
    await entry.locator("summary", { hasText: "Lift" }).click();
    await entry.getByText("The mailer may send to").waitFor();
    await entry.getByRole("button", { name: "Lift it" }).click();
    await page.getByText("the stack's list: removed").waitFor();
    await page.getByLabel("Address").first().fill("former");
    await page.getByRole("button", { name: "Show" }).click();
    await page.getByText("No address matches").waitFor();
  });

  it("shows new mail in the mailbox by itself, in the reader's zone", async () => {
    const page = await open({ timeZone: "Asia/Tokyo" });
    await show(page, "mailbox");
    const mail = new ExampleMail(sandbox.report);
    const message = { from: `jane.doe@${sandbox.report.domain}`, to: "new@customer.example", text: "x" };
    await mail.send("jane.doe", [{ ...message, subject: "Just now" }]);
    mail.close();
    const time = page.getByRole("row").filter({ hasText: "Just now" }).locator("time");
    await time.waitFor({ timeout: MAX_WAIT_MS });
    const at = new Date((await time.getAttribute("datetime")) ?? "");
    const inTokyo = new Intl.DateTimeFormat("en-US", {
      ...{ dateStyle: "medium", timeStyle: "short", timeZone: "Asia/Tokyo" },
    } as const).format(at);
    expect(await time.getAttribute("title")).to.equal(inTokyo);
    expect(opened?.problems).to.deep.equal([]);
  });

  for (const [variant, options] of [
    ["as wide as a phone", { width: 390 }],
    ["in dark colors", { colorScheme: "dark" }],
  ] as const)
    it(`has no serious fault of accessibility and does not scroll sideways on any page, ${variant}`, async () => {
      const page = await open(options);
      const faults: string[] = [];
      for (const { name } of PICTURES) {
        await show(page, name);
        for (const fault of [...(await seriousFindings(page)), ...(await overflowing(page))])
          faults.push(`${name}: ${fault}`);
      }
      expect(faults).to.deep.equal([]);
      expect(opened?.problems).to.deep.equal([]);
    });

  it("can be read without scripts", async () => {
    const page = await open({ javaScript: false });
    for (const { name } of PICTURES.filter(each => each.name !== "domains")) await show(page, name);
    await show(page, "mailbox");
    await page.getByText("UTC").first().waitFor();
  });

  it("can be used by the keyboard alone", async () => {
    const page = await open();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    expect(await page.evaluate("document.activeElement.id")).to.equal("main");
    await show(page, "suppressions");
    const summary = page.locator("summary", { hasText: "Lift" }).first();
    await summary.focus();
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    expect(await page.evaluate("document.activeElement.textContent")).to.equal("Lift it");
  });

  it("runs nothing that a message brings: subject, names, text, HTML, headers and file names", async () => {
    const mail = new ExampleMail(sandbox.report);
    const from = `jane.doe@${sandbox.report.domain}`;
    const printable = HOSTILE_TEXTS.filter(text => !/[\0\u202e]/.test(text));
    const batch = printable.map((text, index) => ({
      ...{ from: `${JSON.stringify(text)} <${from}>`, to: `victim${index}@customer.example`, subject: text },
      ...{ text, html: text, attachments: [{ filename: text, content: text, contentType: "text/html" }] },
    }));
    await mail.send("jane.doe", batch);
    mail.close();
    const page = await open();
    await show(page, "mailbox");
    await page.getByLabel("Search").fill("victim");
    await page.getByRole("button", { name: "Show" }).click();
    const links = page.locator("tbody th a");
    await pollUntil("the messages", MAX_WAIT_MS, async () => {
      const count = await links.count();
      return count > printable.length / 2 ? { done: count } : { yet: String(count) };
    });
    const addresses = await links.evaluateAll(each =>
      each.map(link => (link as unknown as { href: string }).href),
    );
    const look = async (what: string) => {
      await page.evaluate(CLICK_ALL_BAIT);
      // Frames that a message asks for are blocked, and have nothing to run in.
      const shown = page
        .frames()
        .filter(frame => frame === page.mainFrame() || frame.url().endsWith("/html"));
      for (const frame of shown)
        if (await frame.evaluate<boolean>(HAS_RUN)) throw new Error(`A hostile text ran in ${what}.`);
    };
    await look("the list");
    for (const address of addresses) {
      for (const view of ["html", "headers", "attachments"]) {
        await page.goto(`${address}?view=${view}`);
        await look(`${view} of ${address}`);
      }
      await page.goto(`${address}/html`);
      await look(`HTML of ${address}, opened alone`);
    }
    expect(addresses.length).to.be.greaterThan(20);
  });

  describe("to a page of another site", () => {
    let server: Server;
    let address = "";
    before(async () => {
      server = createServer((_request, response) => response.end("<!doctype html><title>foreign</title>"));
      await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve));
      address = `http://foreign.example:${(server.address() as AddressInfo).port}/`;
    });
    after(() => {
      server?.closeAllConnections();
      server?.close();
    });

    it("gives nothing to read, and does nothing that it asks for", async () => {
      const page = await open();
      await show(page, "mailbox");
      const base = new URL(page.url());
      const before = await countOf(page);
      const foreign = await page.context().newPage();
      await foreign.goto(address);
      // The foreign page knows even the secret path, which it could not.
      const root = `${base.origin}${base.pathname.replace("/mailbox", "")}`;
      expect(await foreign.evaluate(foreignAttack(root))).to.deep.equal({
        ...{ read: "failed", image: "failed", frame: "nothing", post: "failed" },
      });
      await foreign.setContent(
        `<form method="post" action="${root}/mailbox/clear"><button>x</button></form>`,
      );
      await foreign.getByRole("button").click();
      await foreign.getByText("Refused: the request does not come from a page of the console.").waitFor();
      await page.reload();
      expect(await countOf(page)).to.equal(before);
    });
  });

  it("clears the mailbox, after saying what that does", async () => {
    const page = await open();
    await show(page, "mailbox");
    await page.locator("summary", { hasText: "Clear the mailbox" }).click();
    await page.getByText("Events and counts stay.").waitFor();
    await page.getByRole("button", { name: "Clear it" }).click();
    await page.getByText("No mail yet").waitFor();
  });
});

function countOf(page: Page): Promise<number> {
  return page.locator("tbody tr").count();
}

/** Follows what a hostile text could have made of itself. */
const CLICK_ALL_BAIT = `(() => {
  for (const each of document.querySelectorAll("#clickme, a[href^='javascript:']")) each.click();
})()`;

/** What a foreign page gets, by each way to ask. */
function foreignAttack(root: string): string {
  return `(async () => {
    const url = ${JSON.stringify(root)};
    const read = await fetch(url + "/mailbox", { credentials: "include" }).then(() => "read", () => "failed");
    const image = await new Promise(resolve => {
      const each = new Image();
      each.onload = () => resolve("loaded");
      each.onerror = () => resolve("failed");
      each.src = url + "/assets/console.css";
    });
    const frame = document.createElement("iframe");
    frame.src = url + "/mailbox";
    document.body.append(frame);
    await new Promise(resolve => (frame.onload = resolve));
    let seen = "nothing";
    try { if (frame.contentDocument.body.textContent.includes("Mailbox")) seen = "the page"; } catch {}
    const post = await fetch(url + "/mailbox/clear", { method: "POST", credentials: "include" })
      .then(() => "sent", () => "failed");
    return { read, image, frame: seen, post };
  })()`;
}
