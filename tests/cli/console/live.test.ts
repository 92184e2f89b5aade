import { expect } from "chai";
import type { Page } from "playwright-core";
import { CommandError } from "../../../cli/shared/context";
import { pollUntil } from "../../../sandbox/shared/poll";
import { type OpenedPage, withBrowser } from "../../support/console/browser";
import { type LocalConsole, startLocalConsole } from "../../support/console/local-console";

const FIRST_MS = 2_000;
const GROWTH = 1.5;
const CAP_MS = 30_000;
/** How far the page's clock is moved at a time: what an answer may seem to take. */
const STEP_MS = 500;
const MAX_WAIT_MS = 30_000;

/** When parts were asked for, by the page's clock; how many answers are missing. */
const RECORD = `
  globalThis.asked = [];
  globalThis.missing = 0;
  const ask = globalThis.fetch;
  globalThis.fetch = async (...parameters) => {
    asked.push(Date.now());
    missing++;
    try {
      const response = await ask(...parameters);
      const text = await response.text();
      return new Response(text, response);
    } finally {
      missing--;
    }
  };
`;

describe("a part of a page of the console that updates itself, in a browser", function () {
  const browser = withBrowser(this);
  this.timeout(300_000);
  let running: LocalConsole;
  let opened: OpenedPage;
  let page: Page;
  let isDown: boolean;

  beforeEach(async () => {
    running = await startLocalConsole();
    isDown = false;
    const { api } = running.context;
    const call = api.call.bind(api);
    api.call = async <Body>(...parameters: Parameters<typeof call>) => {
      if (isDown) throw new CommandError("API: does not answer.");
      return call<Body>(...parameters);
    };
    setStatus("pending");
    opened = await browser().open();
    ({ page } = opened);
    await page.clock.install();
    await page.addInitScript(RECORD);
    await page.goto(running.console.newLink());
    await page.waitForURL(/\/overview$/);
    await page.goto(`${running.console.url}/logins/jane`);
    // No time passes from here on but what the test lets pass.
    await page.clock.pauseAt((await page.evaluate<number>("Date.now()")) + 1_000);
  });
  afterEach(async () => {
    await opened.close();
    await running.close();
    expect(running.errors).to.deep.equal([]);
  });

  function setStatus(status: string): void {
    running.api.publish("jane", {
      ...{ PK: { S: "SMTP_USER" }, SK: { S: "USER#jane" }, entity_type: { S: "smtp_credential" } },
      ...{ status: { S: status }, verified_status: { S: status } },
      allowed_from_addresses: { L: [{ S: "jane@company.com" }] },
    });
  }
  const asked = () => page.evaluate<number[]>("asked");
  /** Lets time pass until the part was asked for so often, and every answer is there. */
  const letAsk = async (times: number) => {
    const end = (await asked()).length + times;
    for (let passed = 0; (await asked()).length < end; passed += STEP_MS) {
      if (passed > times * 2 * CAP_MS) throw new Error(`Not asked ${times} times in ${passed} ms.`);
      await page.clock.runFor(STEP_MS);
      await pollUntil("the answer", MAX_WAIT_MS, async () =>
        (await page.evaluate<number>("missing")) === 0 ? { done: true } : { yet: "missing" },
      );
    }
  };
  /** The pauses before the last requests. */
  const lastPauses = async (count: number) => {
    const times = await asked();
    return times.slice(-count).map((at, index) => at - Number(times[times.length - count + index - 1]));
  };
  const expectPauses = (pauses: readonly number[], expected: readonly number[]) => {
    expect(pauses).to.have.length(expected.length);
    for (const [index, pause] of expected.entries())
      expect(pauses[index], `pause ${index} of ${pauses.join(", ")}`).to.be.within(
        pause - 1,
        pause + 2 * STEP_MS,
      );
  };
  const badge = () => page.locator("[data-announce] .badge").textContent();

  it("asks less and less often while the server fails, down to twice a minute", async () => {
    isDown = true;
    const before = (await asked()).length;
    expect(before, "soon after the page was opened").to.be.at.most(1);
    await letAsk(10);
    const grown = Array.from({ length: 9 }, (_, index) => Math.min(FIRST_MS * GROWTH ** (index + 1), CAP_MS));
    expectPauses(await lastPauses(9), grown);
    const minute = await page.evaluate<number>("Date.now()");
    await letAsk(4);
    expect((await page.evaluate<number>("Date.now()")) - minute, "two requests a minute").to.be.at.least(
      4 * CAP_MS - STEP_MS,
    );
    expect(await badge(), "what was known").to.equal("Being created");
  });

  it("says since when it is not up to date, and updates itself once the server answers", async () => {
    await letAsk(1);
    isDown = true;
    await letAsk(6);
    await page.getByText(/^Not updated since .+: no answer\. Trying again\.$/).waitFor();
    isDown = false;
    setStatus("disabled");
    await letAsk(1);
    await page.locator("[data-announce] .badge", { hasText: "Disabled" }).waitFor();
    expect(await page.getByText("Not updated since").count()).to.equal(0);
  });

  it("is as fast as before after a failure, also where nothing has changed meanwhile", async () => {
    await letAsk(1);
    isDown = true;
    await letAsk(6);
    isDown = false;
    await letAsk(4);
    expect(await badge()).to.equal("Being created");
    const [, ...pauses] = await lastPauses(4);
    expectPauses(pauses, [FIRST_MS, FIRST_MS * GROWTH, FIRST_MS * GROWTH ** 2]);
  });

  it("is no longer asked for once it is gone, and says so", async () => {
    await letAsk(1);
    await running.context.credentials.remove("jane");
    running.context.cache.clear();
    await letAsk(1);
    await page.getByText("No longer updated: reload the page.").waitFor();
    const before = (await asked()).length;
    for (let passed = 0; passed < 3 * CAP_MS; passed += CAP_MS) await page.clock.runFor(CAP_MS);
    expect(await asked()).to.have.length(before);
    await page.reload();
    await page.getByRole("heading", { name: "No such login" }).waitFor();
  });
});
