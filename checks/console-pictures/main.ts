/**
 * `npm run screenshots [-- PAGE…]`: starts the sandbox, sends example mail, and takes pictures of the console's pages in
 * Debian's Chromium, light, dark and as wide as a phone, to docs/console/. They show times of the moment, so no test
 * compares them.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import type { Page } from "playwright-core";
import { startSandbox } from "../../sandbox/sandbox";
import type { SandboxReport } from "../../sandbox/shared/report";
import { TestBrowser } from "../../tests/support/console/browser";
import { spawnConsole } from "../../tests/support/console/spawned-console";
import { sendExampleMail } from "./example";
import { PICTURES, type Picture } from "./pictures";
import { smallPng } from "./small-png";

const FOLDER = path.join(__dirname, "../../docs/console");

const VARIANTS = [
  { name: "light", width: 1_280, colorScheme: "light" },
  { name: "dark", width: 1_280, colorScheme: "dark" },
  { name: "phone", width: 390, colorScheme: "light" },
] as const;

const MIN_HEIGHT = 700;
/** A page is cut at this height: what follows repeats. */
const MAX_HEIGHT = { 1280: 1_000, 390: 1_500 } as const;

async function main(names: readonly string[]): Promise<void> {
  const wanted = PICTURES.filter(({ name }) => names.length === 0 || names.includes(name));
  if (wanted.length < names.length)
    throw new Error(`Unknown page; expected ${PICTURES.map(({ name }) => name).join(", ")}.`);
  mkdirSync(FOLDER, { recursive: true });
  const settings = { alertEmails: JSON.stringify(["administrator@company.com"]) };
  const sandbox = await startSandbox({ keyDelayMs: 200, settings });
  try {
    await sendExampleMail(sandbox.report); // before the console asks for the overview's figures, which it keeps for a while
    await takeAll(sandbox.report, wanted);
  } finally {
    await sandbox.close();
  }
}

async function takeAll(report: SandboxReport, wanted: readonly Picture[]): Promise<void> {
  const browser = await TestBrowser.start();
  const running = await spawnConsole(report);
  try {
    for (const { name, ...variant } of VARIANTS) {
      const { page, problems, close } = await browser.open({ ...variant, timeZone: "Europe/Berlin" });
      await page.goto(await running.link());
      await page.waitForURL(/\/overview$/);
      for (const picture of wanted) await take(page, picture, name, variant.width);
      for (const problem of problems) console.log(`the browser says: ${problem}`);
      await close();
    }
  } finally {
    await running.stop();
    await browser.close();
  }
}

async function take(page: Page, { name, open }: Picture, variant: string, width: 1280 | 390): Promise<void> {
  await open(page);
  await page.setViewportSize({ width, height: MIN_HEIGHT });
  const needed = await page.evaluate<number>("document.documentElement.scrollHeight");
  // Not a picture of the whole page from a small window: the navigation is as high as the window.
  await page.setViewportSize({ width, height: Math.min(needed, MAX_HEIGHT[width]) });
  const file = path.join(FOLDER, `${name}-${variant}.png`);
  const picture = smallPng(await page.screenshot());
  writeFileSync(file, picture);
  console.log(`docs/console/${path.basename(file)}  ${Math.round(picture.length / 1_000)} kB`);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
