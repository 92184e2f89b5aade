import { bounce, counts } from "../../tests/support/api/recorded-emails";
import { type LocalConsole, startLocalConsole } from "../../tests/support/console/local-console";
import { type Figure, median } from "../figure";

const LOGINS = 1_000;
const EVENTS = 10_000;
const LOADS = 9;
/** What a person does not notice as waiting. */
const GOAL: Figure["reference"] = { name: "goal", value: 300 };

/**
 * The console's pages with many logins and events, each loaded with nothing remembered from the load before. The API's
 * function runs in this process on a table in memory, with its real reading of credentials and a plain list of
 * events: what is measured is the console and the function, not DynamoDB or the network. The overview does not wait longer
 * than 200 ms for its parts, which it then fetches; the command asks for them before the browser is there.
 */
export async function consoleFigures(): Promise<Figure[]> {
  const running = await startLocalConsole();
  try {
    fill(running);
    const first = await timeOf(running, "/overview");
    const overview = await loads(running, "/overview");
    const figures = await loads(running, "/overview/figures");
    const attention = await loads(running, "/overview/attention");
    const logins = await loads(running, "/logins");
    const of = `, ${LOGINS} logins, ${EVENTS} events`;
    const figure = (name: string, value: number): Figure => ({
      ...{ name: `${name}${of}`, value, unit: "ms" },
      ...(GOAL && { reference: GOAL }),
    });
    return [
      figure("first page after the start", first),
      figure("overview", overview),
      figure("overview, its figures alone", figures),
      figure("overview, what needs attention alone", attention),
      figure("list of logins", logins),
    ];
  } finally {
    await running.close();
  }
}

function fill({ api }: LocalConsole): void {
  const text = (S: string) => ({ S });
  const names = Array.from({ length: LOGINS }, (_, index) => `login-${index}`);
  for (const name of names)
    api.publish(name, {
      ...{ PK: text("SMTP_USER"), SK: text(`USER#${name}`), entity_type: text("smtp_credential") },
      ...{ status: text("active"), verified_status: text("active"), description: text(`Login of ${name}`) },
      ...{ created_at: text("2026-11-01T00:00:00Z"), rotation_days: { N: "90" } },
      allowed_from_addresses: { L: [text(`${name}@company.com`), text("*@company.com")] },
    });
  api.emails.counts = new Map(
    names.map(name => [name, counts({ sent: 100, delivered: 90, bounced_permanent: 2 })]),
  );
  api.emails.totals = api.emails.counts;
  api.emails.bounces = Array.from({ length: EVENTS }, (_, index) =>
    bounce(`recipient-${index}@example.org`, { username: names[index % LOGINS] ?? "" }),
  );
}

async function loads(running: LocalConsole, path: string): Promise<number> {
  const times: number[] = [];
  for (let load = 0; load < LOADS; load++) times.push(await timeOf(running, path));
  return median(times);
}

/** @throws Error where the page is not the one to measure */
async function timeOf({ browser, context }: LocalConsole, path: string): Promise<number> {
  context.cache.clear();
  const started = performance.now();
  const { status, body } = await browser.get(path);
  const ms = performance.now() - started;
  if (status !== 200 || body.includes('role="alert"'))
    throw new Error(`${path}: ${status}: ${body.slice(0, 2_000)}`);
  return ms;
}
