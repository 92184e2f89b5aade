import { access, stat } from "node:fs/promises";
import type { Page } from "playwright-core";
import { expect } from "chai";
import type { Sandbox } from "../../sandbox/sandbox";
import { MailClient } from "../../sandbox/testkit/mail-client";
import { overflowing, seriousFindings } from "../support/console/accessibility";
import { type OpenedPage, withBrowser } from "../support/console/browser";
import { type SpawnedConsole, spawnConsole } from "../support/console/spawned-console";
import { sharedSandbox } from "../support/sandbox/shared-sandbox";

/** A login works within seconds in the sandbox; a busy machine takes longer. */
const MAX_WAIT_MS = 90_000;

/** The manager looks again a minute later, by a schedule, before it publishes the new password. */
const MAX_ROTATION_MS = 300_000;

describe("the console, in a browser, from a new login to a disabled one", function () {
  const browser = withBrowser(this);
  this.timeout(MAX_ROTATION_MS + MAX_WAIT_MS);
  let sandbox: Sandbox;
  let running: SpawnedConsole;
  let opened: OpenedPage;
  let page: Page;

  before(async () => {
    sandbox = await sharedSandbox();
    running = await spawnConsole(sandbox.report);
    opened = await browser().open();
    ({ page } = opened);
  });
  after(async () => {
    if (running === undefined) return; // without a browser, nothing was started
    await opened?.close();
    expect(await running.stop()).to.equal("");
    const isGone = await access(running.file).then(
      () => false,
      () => true,
    );
    expect(isGone, "the redirect file is removed").to.equal(true);
    expect(opened.problems).to.deep.equal([]);
  });

  const badge = () => page.locator("[data-announce] .badge");
  const shows = (state: string, timeout = MAX_WAIT_MS) =>
    page.locator(`[data-announce] .badge:text-is(${JSON.stringify(state)})`).waitFor({ timeout });
  /** Opens the button that says what will happen, reads it, and presses the one below. */
  const confirm = async (label: string, consequence: RegExp) => {
    const action = page
      .locator("details.confirm", { has: page.locator("summary", { hasText: label }) })
      .first();
    await action.locator("summary").click();
    expect(await action.locator("p").first().textContent()).to.match(consequence);
    await action.locator("button").click();
  };
  const expectGood = async () => {
    expect(await seriousFindings(page)).to.deep.equal([]);
    await page.setViewportSize({ width: 390, height: 800 });
    expect(await overflowing(page)).to.deep.equal([]);
    await page.setViewportSize({ width: 1_280, height: 800 });
  };

  it("is opened by a file that is the owner's alone", async () => {
    expect((await stat(running.file)).mode & 0o777).to.equal(0o600);
    await page.goto(`file://${running.file}`);
    await page.waitForURL(/\/overview$/);
    expect(await page.title()).to.equal("Overview · ses-smtp");
    await page.waitForSelector("text=Bounce rate");
    await expectGood();
  });

  it("adds a login, and shows without a reload how it becomes active", async () => {
    await page.click("nav >> text=Logins");
    await page.click("text=Add a login");
    await expectGood();
    await page.fill("#field-name", "console-jane");
    await page.fill("#field-from", "console-jane@company.com");
    await page.click("text=Add the login");
    await page.waitForURL(/\/logins\/console-jane$/);
    expect(await badge().textContent()).to.equal("Being created");
    expect(await page.locator(".steps li").count()).to.equal(3);
    await page.evaluate("globalThis.notReloaded = true");
    await shows("Active");
    expect(await page.evaluate("globalThis.notReloaded")).to.equal(true);
    await expectGood();
  });

  it("shows the password after a click, and the server accepts it", async () => {
    await page.reload();
    expect(await page.content()).not.to.include("smtp://");
    await page.click("text=Show the sheet with the password");
    await page.waitForSelector("text=Thunderbird");
    const value = (name: string) =>
      page
        .locator(".facts > div", { has: page.locator(`dt:text-is("${name}")`) })
        .locator(".mono")
        .textContent();
    const [username, password] = [await value("User name"), await value("Password")];
    await expectGood();
    const mail = new MailClient(sandbox.report);
    const reply = await mail.waitForReply(250, () =>
      mail.send(
        { user: username ?? "", password: password ?? "" },
        {
          from: "console-jane@company.com",
          to: "success@simulator.amazonses.com",
          subject: "from the console's sheet",
          text: "Hello",
        },
      ),
    );
    expect(reply.code).to.equal(250);
    await page.click("text=Done");
  });

  it("adds an application's configuration that sends with it, sends a test, and removes it", async () => {
    const { report } = sandbox;
    const to = "console-configuration@customer.example";
    await page.click("nav >> text=Configurations");
    await page.click("text=Add a configuration");
    await expectGood();
    await page.getByLabel("Name", { exact: true }).fill("console-app");
    await page.getByLabel("Sender", { exact: true }).fill("console-jane@company.com");
    await page.getByLabel("Personal login").selectOption("console-jane");
    await page.click("text=Add the configuration");
    await page.getByText('Configuration "console-app" created').waitFor();
    await expectGood();
    await page.getByLabel("Recipient").fill(to);
    await page.getByRole("button", { name: "Send a test" }).click();
    await page.getByText(`Accepted for ${to}: message `).waitFor();
    const tests = await new MailClient(report).received("Test message from ses-smtp");
    expect(tests.map(({ envelope }) => envelope)).to.deep.include({
      from: "console-jane@company.com",
      to: [to],
    });
    await page.getByRole("link", { name: "Send through another SMTP server instead" }).click();
    await page.getByRole("heading", { name: "Send through another SMTP server" }).waitFor();
    await expectGood();
    await page.getByRole("link", { name: "console-app" }).click();
    await confirm("Remove", /The login console-jane stays/);
    await page.getByText("The configuration console-app is removed.").waitFor();
    await page.click("nav >> text=Logins");
    await page.click("tbody >> text=console-jane");
    await page.waitForURL(/\/logins\/console-jane$/);
  });

  it("rotates it: a new password, while the one before still works", async () => {
    await confirm("Rotate", /The current one keeps working/);
    await page.waitForSelector("text=Active, rotating");
    await shows("Active", MAX_ROTATION_MS);
    await page.waitForSelector("text=Previous login works until");
  });

  it("disables it, and shows when it is stopped", async () => {
    await page.reload();
    await confirm("Disable", /Sending is denied within seconds/);
    await shows("Disabled");
    await page.goto(page.url().replace(/\/console-jane.*/, "?q=console-j"));
    expect(await page.locator("tbody tr").count()).to.equal(1);
    expect(await page.locator("tbody tr").textContent()).to.include("Disabled");
    await expectGood();
  });

  it("needs no script to read or to act", async () => {
    const plain = await browser().open({ javaScript: false });
    await plain.page.goto(await running.link());
    await plain.page.waitForURL(/\/overview$/);
    await plain.page.click("nav >> text=Logins");
    await plain.page.click("tbody >> text=console-jane");
    const enable = plain.page.locator("details.confirm", {
      has: plain.page.locator("summary", { hasText: "Enable" }),
    });
    await enable.locator("summary").click();
    await enable.locator("button").click();
    await plain.page.waitForSelector("text=console-jane is being turned on.");
    await plain.close();
  });
});
