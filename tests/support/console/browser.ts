import type { Suite } from "mocha";
import { type Browser, type BrowserContext, chromium as playwright, type Page } from "playwright-core";
import { chromium } from "../front-door/chromium";

/** Longer than Chromium takes to start on a busy machine. */
const MAX_START_MS = 60_000;

/** Longer than a page of the sandbox takes while functions start. */
const MAX_ACTION_MS = 30_000;

export interface PageOptions {
  /** CSS pixels. */
  width?: number;
  height?: number;
  colorScheme?: "light" | "dark";
  /** As in the IANA database. */
  timeZone?: string;
  javaScript?: boolean;
}

/** A page, and what went wrong in it. */
export interface OpenedPage {
  page: Page;
  /** What its console said as an error, and what no script caught. */
  problems: string[];
  close: () => Promise<void>;
}

/** Debian's Chromium, driven by Playwright, which brings no browser of its own. */
export class TestBrowser {
  private constructor(private readonly browser: Browser) {}

  /** @param hostRules as in `--host-resolver-rules`, such as `MAP foreign.example 127.0.0.1` */
  static async start(hostRules?: string): Promise<TestBrowser> {
    const executablePath = chromium();
    if (executablePath === undefined) throw new Error(NO_BROWSER);
    const args = [
      ...["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-extensions"],
      ...(hostRules === undefined ? [] : [`--host-resolver-rules=${hostRules}`]),
    ];
    return new TestBrowser(
      await playwright.launch({ executablePath, args, headless: true, timeout: MAX_START_MS }),
    );
  }

  /** A page in a profile of its own: no cookie of another is in it. */
  async open(options: PageOptions = {}): Promise<OpenedPage> {
    const { width = 1_280, height = 800, colorScheme = "light", javaScript = true } = options;
    const context: BrowserContext = await this.browser.newContext({
      viewport: { width, height },
      colorScheme,
      javaScriptEnabled: javaScript,
      locale: "en-US",
      timezoneId: options.timeZone ?? "UTC",
      reducedMotion: "reduce",
    });
    context.setDefaultTimeout(MAX_ACTION_MS);
    const page = await context.newPage();
    const problems: string[] = [];
    page.on("pageerror", error => problems.push(error.message));
    page.on("console", message => {
      if (message.type() === "error") problems.push(`${message.text()} ${message.location().url}`.trim());
    });
    return { page, problems, close: () => context.close() };
  }

  close(): Promise<void> {
    return this.browser.close();
  }
}

const NO_BROWSER = "no Chromium on PATH (Debian and Ubuntu: apt install chromium)";

/**
 * Starts the browser before a suite and closes it afterward; without one, the suite says so and is skipped.
 *
 * @param suite `this` of the `describe`
 * @returns the browser, once the suite runs
 */
export function withBrowser(suite: Suite, hostRules?: string): () => TestBrowser {
  suite.timeout(2 * MAX_START_MS);
  let browser: TestBrowser | undefined;
  before(async function () {
    if (chromium() === undefined) {
      console.log(`      skipped: ${NO_BROWSER}`);
      this.skip();
    }
    browser = await TestBrowser.start(hostRules);
  });
  after(() => browser?.close());
  return () => {
    if (browser === undefined) throw new Error("The browser is not started yet.");
    return browser;
  };
}
