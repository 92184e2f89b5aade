import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import type { AxeResults } from "axe-core";

const AXE = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

/** An id that no page of the console defines. */
const WORLD = "Boolean(globalThis.axe)";

/**
 * What axe finds serious or critical in a page, one line each: the rule, and the first elements that break it.
 *
 * Added through the debugger's own evaluation, which a page's content security policy does not concern.
 */
export async function seriousFindings(page: Page): Promise<string[]> {
  if (!(await page.evaluate<boolean>(WORLD))) await page.evaluate(AXE);
  const { violations } = await page.evaluate<AxeResults>(
    "axe.run(document, { resultTypes: ['violations'], iframes: false })",
  );
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, help, nodes }) => {
      const places = nodes
        .slice(0, 3)
        .map(({ html, any }) => `${html.slice(0, 160)} ${any[0]?.message ?? ""}`);
      return `${id}: ${help}: ${places.join(" | ")}`;
    });
}

/** The elements that reach beyond the right edge of the window and make the page scroll sideways; empty if it does not. */
export async function overflowing(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    const wide = [...document.body.querySelectorAll("*")].filter(
      each => each.getBoundingClientRect().right > clientWidth + 1,
    );
    const names = wide.map(each => each.tagName.toLowerCase() + "." + String(each.className).replaceAll(" ", "."));
    return ["page of " + scrollWidth + " px in " + clientWidth, ...new Set(names)].slice(0, 10);
  })()`);
}
