/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import { SUPPRESSION_REASONS, type SuppressionReason } from "../../../records/email-events";
import { requireAddress } from "../../shared/address-argument";
import { liftSuppression } from "../../suppression/lift";
import {
  globalRows,
  readLists,
  type SuppressionLists,
  type SuppressionRow,
  suppressionRows,
} from "../../suppression/lists";
import { chosen } from "../choice";
import type { ConsoleContext } from "../context";
import { Address, Filters, Pager, Select, withQuery } from "../controls";
import { type ConsolePage, consolePage } from "../environment";
import { ActionForm, Badge, ConfirmForm, EmptyState, Field, Layout, Notice, Table, Time } from "../layout";
import { page, seeOther } from "../respond";

const PER_PAGE = 100;

/** SES's global list holds an address no longer. */
const GLOBAL_DAYS = 14;

interface Filter {
  text: string;
  list: string;
  reason: string;
  page: number;
}

/** Which addresses get no mail, on which of the three lists, why and until when. */
export function suppressionsPage(context: ConsoleContext): ConsolePage {
  const { emails, api } = context;
  const { region } = api.endpoint;
  return consolePage()
    .get("/", async c => {
      const { q = "", list: givenList, reason: givenReason, page: part = "1" } = c.req.query();
      const list = chosen("List", givenList, Object.keys(LIST_NAMES)) ?? "";
      const reason = chosen("Reason", givenReason, SUPPRESSION_REASONS);
      const filter = {
        ...{ text: q.trim().toLowerCase(), list, reason: reason ?? "" },
        page: Math.max(1, Number(part) || 1),
      };
      const [lists, bounces] = await Promise.all([
        readLists(emails, region, { reason }),
        emails.bounces({ days: String(GLOBAL_DAYS), limit: "1000" }),
      ]);
      const all = [...suppressionRows(lists), ...globalRows(bounces.recent_bounces, context.now())];
      const shown = all.filter(row => isShown(row, filter));
      return page(c, <Suppressions {...{ context, lists, filter, shown, isEmpty: all.length === 0 }} />);
    })
    .post("/", async c => {
      const { email = "", days = "" } = await c.req.parseBody<Record<string, string>>();
      const address = requireAddress("Address", email.trim());
      const known = Number(chosen("For", days, DAYS_OFFERED) ?? 0);
      const end = new Date(context.now().getTime() + known * DAY_MS).toISOString();
      await emails.suppress(address, known === 0 ? undefined : end);
      return seeOther(c, withQuery("/suppressions", { q: address }), {
        tone: "good",
        text: `The mailer does not send to ${address} any more.`,
      });
    })
    .post("/lift", async c => {
      const { email = "", account } = await c.req.parseBody<Record<string, string>>();
      const address = requireAddress("Address", email);
      const { lifted } = await liftSuppression(emails, region, address, { account: account === "yes" });
      return seeOther(c, "/suppressions", {
        tone: lifted.account === "removed" || lifted.account === "not listed" ? "good" : "warn",
        text: `${address}: the stack's list: ${lifted.stack}; the account's list: ${lifted.account}.`,
      });
    });
}

function isShown({ email, list, reason }: SuppressionRow, filter: Filter): boolean {
  return (
    email.toLowerCase().includes(filter.text) &&
    (filter.list === "" || filter.list === list) &&
    (filter.reason === "" || filter.reason === reason)
  );
}

interface Shown {
  context: ConsoleContext;
  lists: SuppressionLists;
  filter: Filter;
  shown: readonly SuppressionRow[];
  isEmpty: boolean;
}

function Suppressions({ context, lists, filter, shown, isEmpty }: Shown) {
  const start = (filter.page - 1) * PER_PAGE;
  const part = shown.slice(start, start + PER_PAGE);
  const { text: q, list, reason } = filter;
  const toPage = (number: number) =>
    withQuery("/suppressions", { q, list, reason, page: number > 1 ? String(number) : undefined });
  return (
    <Layout title="Suppressions" current="suppressions" context={context}>
      {lists.problem !== undefined && (
        <Notice tone="warn">The account's list is not shown. {lists.problem}</Notice>
      )}
      <Filters action="/suppressions">
        <Field name="q" label="Address" type="search" value={q} placeholder="ann@example.com" />
        <Select name="list" label="List" value={list} options={LISTS} />
        <Select name="reason" label="Reason" value={reason} options={REASONS} />
      </Filters>
      {part.length > 0 ? (
        <Table
          caption="Addresses that get no mail"
          columns={COLUMNS}
          rows={part.map(row => cells(row, context))}
        />
      ) : isEmpty ? (
        <EmptyState title="No address is suppressed">
          <p>
            Addresses appear here by themselves when mail to them bounces permanently, or when a recipient
            complains.
          </p>
        </EmptyState>
      ) : (
        <EmptyState title="No address matches">
          <p>
            <a href="/suppressions">Show all</a>
          </p>
        </EmptyState>
      )}
      <Pager
        newer={filter.page > 1 ? toPage(filter.page - 1) : undefined}
        older={start + PER_PAGE < shown.length ? toPage(filter.page + 1) : undefined}
      />
      <h2>Suppress an address</h2>
      <div class="card">
        <ActionForm action="/suppressions" context={context} label="Suppress">
          <Field name="email" label="Address" type="email" required />
          <Select name="days" label="For" options={[["", "Until somebody lifts it"], ...PERIODS]} />
        </ActionForm>
      </div>
      <h2>The three lists</h2>
      <ul class="explained">
        <li>
          <b>The stack's</b> keeps the mailer library from sending. Other programs do not read it.
        </li>
        <li>
          <b>The account's</b> is kept by SES, which accepts mail to these addresses and does not deliver it.
        </li>
        <li>
          <b>SES's global list</b> cannot be read or changed. It holds an address for up to 14 days; what is
          shown here comes from bounces that name it.
        </li>
      </ul>
    </Layout>
  );
}

const DAY_MS = 24 * 3_600_000;
const PERIODS = [
  ["7", "7 days"],
  ["30", "30 days"],
  ["365", "A year"],
] as const;
const DAYS_OFFERED = PERIODS.map(([days]) => days);

const COLUMNS = [
  { name: "Address", breaks: true as const },
  { name: "List" },
  { name: "Reason" },
  { name: "By", breaks: true as const },
  { name: "Since" },
  { name: "Until" },
  { name: "" },
];

const LIST_NAMES: Readonly<Record<SuppressionRow["list"], string>> = {
  stack: "Stack",
  account: "Account",
  global: "SES global",
};
const LISTS = [["", "All lists"], ...Object.entries(LIST_NAMES)] as [string, string][];

const REASON_NAMES: Readonly<Record<SuppressionReason, string>> = {
  bounce: "Bounce",
  complaint: "Complaint",
  manual: "By hand",
};
const REASONS = [["", "All reasons"], ...Object.entries(REASON_NAMES)] as [string, string][];

function cells(row: SuppressionRow, context: ConsoleContext) {
  const { email, list, reason, by, since, until } = row;
  return [
    <Address text={email} />,
    LIST_NAMES[list],
    <Badge tone={reason === "complaint" ? "bad" : reason === "bounce" ? "warn" : "neutral"}>
      {REASON_NAMES[reason as SuppressionReason] ?? reason}
    </Badge>,
    by === "ses" ? "SES" : by,
    <Time at={since} show="ago" />,
    until === undefined ? (
      "Lifted by hand"
    ) : (
      <>
        {list === "global" && "at the latest "}
        <Time at={until} show="day" />
      </>
    ),
    list === "global" ? <span class="soft">Cannot be lifted</span> : <Lift row={row} context={context} />,
  ];
}

function Lift({ row: { email, list }, context }: { row: SuppressionRow; context: ConsoleContext }) {
  const what =
    list === "stack"
      ? `The mailer may send to ${email} again. If the account's list has the address too, SES still does not deliver.`
      : `SES delivers to ${email} again. An entry on the stack's list is lifted with it.`;
  return (
    <ConfirmForm action="/suppressions/lift" context={context} label="Lift" confirm="Lift it" what={what}>
      <input type="hidden" name="email" value={email} />
      {list === "account" && <input type="hidden" name="account" value="yes" />}
    </ConfirmForm>
  );
}
