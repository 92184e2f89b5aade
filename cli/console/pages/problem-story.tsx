/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import type { LogEntry } from "../../logs/entry";
import { detailsOf } from "../../logs/text";
import type { ConsoleContext } from "../context";
import { EmptyState, Layout, Notice, Time } from "../layout";

/** Newest entries that are shown. */
const MAX_ENTRIES = 200;

/** What all functions logged about a login, newest first. */
export function Story({
  context,
  name,
  entries,
  isCut,
}: {
  context: ConsoleContext;
  name: string;
  entries: readonly LogEntry[];
  isCut: boolean;
}) {
  const shown = entries.slice(-MAX_ENTRIES).reverse();
  return (
    <Layout title={`What happened to ${name}`} current="problems" context={context}>
      <p>
        <a href="/problems">All problems</a> · <a href={`/logins/${encodeURIComponent(name)}`}>The login</a>
      </p>
      {(isCut || entries.length > shown.length) && (
        <Notice>
          There are more entries than are shown: <code>ses-smtp logs {name} --since 7d</code> prints all.
        </Notice>
      )}
      {shown.length === 0 ? (
        <EmptyState title="Nothing was logged about it in the last 7 days">
          <p>A function's log appears some seconds after it has run. Reload this page.</p>
        </EmptyState>
      ) : (
        <ol class="timeline">{shown.map(each => Entry(each, name))}</ol>
      )}
    </Layout>
  );
}

function Entry(entry: LogEntry, name: string) {
  const { time, source, level, message } = entry;
  const details = detailsOf(entry, name).join(" ");
  return (
    <li class={level === "error" ? "rejected" : level === "warn" ? "delayed" : "sent"}>
      <p class="step">
        <b>{message === "" ? source : message}</b> <Time at={time} />
      </p>
      <p class="soft">{source}</p>
      {details !== "" && <p class="mono">{details}</p>}
    </li>
  );
}
