/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import { setTimeout as sleep } from "node:timers/promises";
import { CommandError } from "../../shared/context";
import type { ConsoleContext } from "../context";
import { type ConsolePage, consolePage } from "../environment";
import { Layout, Live, Notice } from "../layout";
import { keepPeriod, PeriodLinks, type PeriodName, periodOf, PERIODS } from "../period";
import { page } from "../respond";
import { type Attention, attention } from "./overview/attention";
import { Figures } from "./overview/figures";
import { summaryOf, USUAL_PERIOD } from "./overview/read";

/** A page does not wait longer for what may take seconds: the API counts the mail of every login. */
const MAX_WAIT_MS = 200;

/** While the page is looked at; its answers are at most a minute old. */
const EVERY_MS = 30_000;

/** Asks what the first page will show, while the browser is still being opened. */
export function prepareOverview(context: ConsoleContext): void {
  for (const work of [figuresOf(context, USUAL_PERIOD), attention(context, USUAL_PERIOD)])
    work.catch(() => undefined); // the page will say it
}

/** The whole system at a glance. */
export function overviewPage(context: ConsoleContext): ConsolePage {
  return consolePage()
    .get("/", async c => {
      const period = periodOf(c, USUAL_PERIOD);
      const [figures, sentences] = await Promise.all([
        soon(figuresOf(context, period)),
        soon(attention(context, period).then(found => <Sentences found={found} />)),
      ]);
      return page(
        c,
        <Layout title="Overview" current="overview" context={context}>
          <h2 class="first">What needs attention</h2>
          <Live src={keepPeriod("/overview/attention")} everyMs={sentences === undefined ? 100 : EVERY_MS}>
            {sentences ?? <Waiting />}
          </Live>
          <h2>Mail of the last {PERIODS[period].words}</h2>
          <PeriodLinks path="/overview" current={period} />
          <Live src={keepPeriod("/overview/figures")} everyMs={figures === undefined ? 100 : EVERY_MS}>
            {figures ?? <Waiting />}
          </Live>
        </Layout>,
      );
    })
    .get("/attention", async c => {
      c.header("x-live", String(EVERY_MS));
      return c.html(<Sentences found={await attention(context, periodOf(c, USUAL_PERIOD))} />);
    })
    .get("/figures", async c => {
      c.header("x-live", String(EVERY_MS));
      return c.html(await figuresOf(context, periodOf(c, USUAL_PERIOD)));
    });
}

async function figuresOf(context: ConsoleContext, period: PeriodName) {
  try {
    return <Figures summary={await summaryOf(context, period)} period={period} />;
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    return <Notice tone="bad">{error.message}</Notice>;
  }
}

/** @returns undefined if it is not there soon */
async function soon<Result>(work: Promise<Result>): Promise<Result | undefined> {
  work.catch(() => undefined); // it may fail when nobody waits any more
  return Promise.race([work, sleep(MAX_WAIT_MS, undefined, { ref: false })]);
}

function Waiting() {
  return (
    <p class="soft">Still being counted. It appears here in a moment; without scripts, reload the page.</p>
  );
}

function Sentences({ found }: { found: readonly Attention[] }) {
  if (found.length === 0)
    return (
      <Notice tone="good">
        <span data-announce>Nothing: every login works, and nothing waits for you.</span>
      </Notice>
    );
  return (
    <ul class="attention">
      {found.map(({ tone, text, link }) => (
        <li class={`notice ${tone}`}>
          <span>{text}</span>
          {link && (
            <a class="button" href={link.to.startsWith("/logins/") ? keepPeriod(link.to) : link.to}>
              {link.text}
            </a>
          )}
        </li>
      ))}
    </ul>
  );
}
