/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import { OUTCOMES, type SentMessage } from "../../activity/messages";
import { type Activity, type ActivityQuery, readActivity } from "../../activity/read";
import { readTimeline } from "../../activity/timeline";
import { findLogGroups } from "../../logs/log-groups";
import { LOG_TERM } from "../../logs/read";
import { UsageError } from "../../shared/context";
import { chosen } from "../choice";
import type { ConsoleContext } from "../context";
import { Address, Filters, OutcomeBadge, outcomeText, Pager, Select, withQuery } from "../controls";
import { type ConsolePage, consolePage } from "../environment";
import { Badge, EmptyState, Field, Layout, Live, Notice, Table, Time } from "../layout";
import { page } from "../respond";
import { MessageTimeline } from "./message-timeline";

const PER_PAGE = 50;

/** A look costs a search of the log and three requests to the API. */
const LIVE_MS = 10_000;

const HOUR_MS = 3_600_000;
const PERIODS = {
  "1h": { text: "The last hour", ms: HOUR_MS },
  "24h": { text: "24 hours", ms: 24 * HOUR_MS },
  "7d": { text: "7 days", ms: 7 * 24 * HOUR_MS },
  "30d": { text: "30 days", ms: 30 * 24 * HOUR_MS },
} as const;
const PERIOD_NAMES = Object.keys(PERIODS) as (keyof typeof PERIODS)[];
const DEFAULT_PERIOD = "24h";

/** Without a time of sending, a message is looked for this long ago. */
const MAX_AGE_MS = PERIODS["30d"].ms;

/** As in the page's address. */
type Query = Readonly<Partial<Record<"q" | "login" | "outcome" | "period" | "before", string>>>;

/** Who sent what to whom, and what became of it. */
export function activityPage(context: ConsoleContext): ConsolePage {
  const { emails, options } = context;
  const read = async (query: Query) =>
    readActivity(await findLogGroups(options), emails, wanted(query, context.now()), context.now());
  return consolePage()
    .get("/", async c => {
      const query: Query = c.req.query();
      const activity = await read(query);
      return page(c, <ActivityList {...{ context, query, activity }} />);
    })
    .get("/rows", async c => {
      const query: Query = c.req.query();
      return c.html(<Rows {...{ query, activity: await read(query) }} />);
    })
    .get("/:id", async c => {
      const { id } = c.req.param();
      if (!LOG_TERM.test(id))
        throw new UsageError("Message", `${JSON.stringify(id)} is not a message id`, "use one of the list");
      const now = context.now();
      const since = timeOf("Since", c.req.query("since")) ?? new Date(now.getTime() - MAX_AGE_MS);
      const timeline = await readTimeline(await findLogGroups(options), emails, id, since, now);
      const status = timeline.steps.length === 0 ? 404 : 200;
      return page(c, <MessageTimeline {...{ context, id, timeline }} />, status);
    });
}

/** @throws UsageError for a choice that the page does not offer */
function wanted({ q, login, outcome, period, before }: Query, now: Date): ActivityQuery {
  const { ms } = PERIODS[chosen("Period", period, PERIOD_NAMES) ?? DEFAULT_PERIOD];
  return {
    since: new Date(now.getTime() - ms),
    until: timeOf("Before", before),
    username: login?.trim() || undefined,
    outcome: chosen("Outcome", outcome, OUTCOMES),
    text: q,
  };
}

function timeOf(field: string, text: string | undefined): Date | undefined {
  if (text === undefined || text === "") return undefined;
  const date = new Date(text);
  if (!Number.isNaN(date.getTime())) return date;
  throw new UsageError(
    field,
    `${JSON.stringify(text.slice(0, 64))} is not a time`,
    "use one such as 2026-11-26T13:00:00Z",
  );
}

function ActivityList({
  context,
  query,
  activity,
}: {
  context: ConsoleContext;
  query: Query;
  activity: Activity;
}) {
  return (
    <Layout title="Activity" current="activity" context={context}>
      <Filters action="/activity">
        <Field name="q" label="Address or message id" type="search" value={query.q ?? ""} />
        <Field name="login" label="Login" type="search" value={query.login ?? ""} />
        <Select
          name="outcome"
          label="Outcome"
          value={query.outcome ?? ""}
          options={[["", "All"], ...OUTCOMES.map(each => [each, outcomeText(each)] as const)]}
        />
        <Select
          name="period"
          label="Period"
          value={query.period ?? DEFAULT_PERIOD}
          options={PERIOD_NAMES.map(name => [name, PERIODS[name].text] as const)}
        />
      </Filters>
      {query.before === undefined ? (
        <Live src={withQuery("/activity/rows", query)} everyMs={LIVE_MS}>
          <Rows {...{ query, activity }} />
        </Live>
      ) : (
        <Rows {...{ query, activity }} />
      )}
    </Layout>
  );
}

function Rows({ query, activity }: { query: Query; activity: Activity }) {
  const { messages, isCut } = activity;
  const shown = messages.slice(0, PER_PAGE);
  const isFiltered = Boolean(query.q ?? query.login ?? query.outcome);
  if (shown.length === 0)
    return isFiltered || query.before !== undefined ? (
      <EmptyState title="No message matches">
        <p>
          Choose a longer period, or <a href="/activity">show all</a>.
        </p>
      </EmptyState>
    ) : (
      <EmptyState title="Nothing was sent in this period">
        <p>
          Messages appear a few seconds after a login has sent them. <a href="/logins">Logins</a> shows who
          can send; choose a longer period to look further back.
        </p>
      </EmptyState>
    );
  const last = shown.at(-1);
  const older =
    messages.length > shown.length && last
      ? withQuery("/activity", { ...query, before: last.at })
      : undefined;
  const newer =
    query.before === undefined ? undefined : withQuery("/activity", { ...query, before: undefined });
  return (
    <>
      {isCut && (
        <Notice tone="warn">
          There were more events than can be read at once: some messages are missing here.
        </Notice>
      )}
      <Table caption="Messages, newest first" columns={COLUMNS} rows={shown.map(cells)} />
      <Pager {...{ newer, older }} />
    </>
  );
}

const COLUMNS = [
  { name: "To", breaks: true as const },
  { name: "Outcome" },
  { name: "Login", breaks: true as const },
  { name: "From", breaks: true as const },
  { name: "Sent" },
];

function cells(message: SentMessage) {
  const { messageId, at, username, from, recipients, outcome, violations } = message;
  const [first, ...others] = recipients.map(({ address }) => address);
  const href = withQuery(`/activity/${encodeURIComponent(messageId)}`, { since: at });
  return [
    <>
      <a href={href}>{first === undefined ? "Recipient unknown" : <Address text={first} />}</a>
      {others.length > 0 && <span class="soft"> and {others.length} more</span>}
    </>,
    <>
      <OutcomeBadge outcome={outcome} /> {violations.length > 0 && <Badge tone="bad">Violation</Badge>}
    </>,
    username === undefined ? (
      <span class="soft">none of this stack</span>
    ) : (
      <a href={`/logins/${encodeURIComponent(username)}`}>{username}</a>
    ),
    from === undefined ? "" : <Address text={from} />,
    <Time at={at} show="ago" />,
  ];
}
