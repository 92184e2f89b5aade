/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import type { Child } from "hono/jsx";
import type { Credential } from "../../../api/credentials";
import type { ConsoleContext } from "../../context";
import { EmptyState, Layout, Table, Time } from "../../layout";
import { PERIODS } from "../../period";
import { rotationDaysOf } from "../../stack-settings";
import { allLogins, bouncesByLogin, type LastUse, lastUseOf, USUAL_PERIOD } from "./read";
import { NextRotation, StateBadge } from "./state";
import { counted, percent } from "../../text";

export interface ListQuery {
  q: string;
  /** Empty: all. */
  status: "" | (typeof STATUSES)[number];
  page: number;
  /** Ask IAM when the logins on the page were last used. */
  used: boolean;
}

export const STATUSES = ["pending", "active", "disabled", "failed"] as const;
const PAGE_SIZE = 50;
const MAX_SENDERS = 2;
/** login-2 before login-10. */
const BY_NAME = new Intl.Collator("en", { numeric: true });

/** The page with all logins that fit. */
export async function loginList(context: ConsoleContext, query: ListQuery) {
  const [all, bounces, rotationDays] = await Promise.all([
    allLogins(context),
    bouncesByLogin(context),
    rotationDaysOf(context),
  ]);
  const found = all.filter(login => fits(login, query)).sort((a, b) => BY_NAME.compare(a.name, b.name));
  const pages = Math.max(1, Math.ceil(found.length / PAGE_SIZE));
  const page = Math.min(Math.max(1, query.page), pages);
  const shown = found.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE);
  const uses = query.used ? await lastUses(context, shown) : undefined;
  const rates = new Map(bounces.map(each => [each.username, each.rate]));
  const rows = shown.map((login, index): Child[] => [
    <>
      <a href={`/logins/${encodeURIComponent(login.name)}`}>{login.name}</a>
      {login.description && <span class="second">{login.description}</span>}
    </>,
    <StateBadge credential={login} now={context.now()} />,
    <Senders login={login} />,
    ...(uses ? [<Used use={uses[index]} />] : []),
    percent(rates.get(login.name) ?? undefined),
    <NextRotation credential={login} rotationDays={rotationDays} now={context.now()} />,
  ]);
  return (
    <Layout title="Logins" current="logins" context={context}>
      {all.length === 0 ? <NoLogins /> : <Toolbar query={query} />}
      {all.length > 0 && found.length === 0 && (
        <EmptyState title="No login fits">
          <p>
            Search for a part of a name, an address or a description, or <a href="/logins">show all</a>.
          </p>
        </EmptyState>
      )}
      {found.length > 0 && (
        <>
          <p class="soft">
            {found.length < all.length && `${found.length.toLocaleString("en-US")} of `}
            {counted(all.length, "login")}. Bounce rates are of the last {PERIODS[USUAL_PERIOD].words}.{" "}
            {!query.used && <a href={linkTo({ ...query, used: true })}>Ask IAM when each was last used</a>}
          </p>
          <Table
            caption="Logins"
            columns={[
              { name: "Login" },
              { name: "State" },
              { name: "Sends from", breaks: true },
              ...(uses ? [{ name: "Last used" }] : []),
              { name: "Bounces", numeric: true },
              { name: "Next rotation" },
            ]}
            rows={rows}
          />
          <Pager query={{ ...query, page }} pages={pages} />
        </>
      )}
    </Layout>
  );
}

function fits(login: Credential, { q, status }: ListQuery): boolean {
  if (status !== "" && login.status !== status) return false;
  const { name, description, allowedFromAddresses, ownerEmail, mailbox, username } = login;
  const texts = [name, description, ownerEmail, mailbox, username, ...allowedFromAddresses];
  return texts.some(text => text?.toLowerCase().includes(q.toLowerCase()));
}

/** Few at a time, and each is remembered: a page asks about no more logins than it shows. */
async function lastUses(context: ConsoleContext, logins: readonly Credential[]): Promise<LastUse[]> {
  const uses: LastUse[] = [];
  for (let start = 0; start < logins.length; start += AT_ONCE) {
    const some = logins.slice(start, start + AT_ONCE);
    uses.push(...(await Promise.all(some.map(login => lastUseOf(context, login)))));
  }
  return uses;
}

const AT_ONCE = 4;

export function Used({ use }: { use: LastUse | undefined }) {
  if (use?.kind === "used") return <Time at={use.at} show="ago" />;
  return <>{use?.kind === "never" ? "never, says IAM" : "not known"}</>;
}

function Senders({ login: { allowedFromAddresses, mailbox } }: { login: Credential }) {
  const more = allowedFromAddresses.length - MAX_SENDERS;
  if (allowedFromAddresses.length === 0) return <>{mailbox && `what ${mailbox} receives`}</>;
  return (
    <>
      {allowedFromAddresses.slice(0, MAX_SENDERS).join(", ")}
      {more > 0 && ` and ${more} more`}
    </>
  );
}

function Toolbar({ query }: { query: ListQuery }) {
  return (
    <form method="get" action="/logins" class="toolbar" role="search">
      <div class="field">
        <label for="q">Search</label>
        <input id="q" name="q" type="search" value={query.q} />
      </div>
      <div class="field narrow">
        <label for="status">State</label>
        <select id="status" name="status">
          <option value="">all</option>
          {STATUSES.map(status => (
            <option value={status} selected={status === query.status}>
              {status}
            </option>
          ))}
        </select>
      </div>
      <button>Show</button>
      <a class="button primary push" href="/logins/~add">
        Add a login
      </a>
    </form>
  );
}

function NoLogins() {
  return (
    <EmptyState title="No logins yet">
      <p>A login lets one person or program send mail from its own addresses.</p>
      <p>
        <a class="button primary" href="/logins/~add">
          Add a login
        </a>
      </p>
    </EmptyState>
  );
}

function Pager({ query, pages }: { query: ListQuery; pages: number }) {
  if (pages === 1) return null;
  return (
    <nav class="pager" aria-label="More logins">
      {query.page > 1 ? <a href={linkTo({ ...query, page: query.page - 1 })}>Previous</a> : <span />}
      <span class="soft">
        Page {String(query.page)} of {String(pages)}
      </span>
      {query.page < pages ? <a href={linkTo({ ...query, page: query.page + 1 })}>Next</a> : <span />}
    </nav>
  );
}

function linkTo({ q, status, page, used }: ListQuery): string {
  const given = { ...(q && { q }), ...(status && { status }), ...(used && { used: "1" }) };
  return `/logins?${new URLSearchParams({ ...given, ...(page > 1 && { page: String(page) }) }).toString()}`;
}
