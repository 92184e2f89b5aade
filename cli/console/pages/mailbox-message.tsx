/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import type { ShownMessage } from "../../mailbox/client";
import { chosen } from "../choice";
import type { ConsoleContext } from "../context";
import { Tabs, withQuery } from "../controls";
import { EmptyState, Facts, Layout, Notice, Table, Time } from "../layout";
import { StatusBadge } from "./mailbox-rows";

const VIEWS = ["html", "text", "headers", "source", "attachments", "events"] as const;
type View = (typeof VIEWS)[number];

/** @throws UsageError for any other word */
export function viewOf(name: string | undefined): View | undefined {
  return chosen("View", name, VIEWS);
}

interface Shown {
  context: ConsoleContext;
  message: ShownMessage;
  view: View;
  isPhone: boolean;
  source: Uint8Array | undefined;
}

/** One message, and what became of it. */
export function MessageView({ context, message, view, isPhone, source }: Shown) {
  const { id, subject, envelope, receivedAt, user, configurationSet, status, attachments } = message;
  const at = (name: View) => withQuery(`/mailbox/${encodeURIComponent(id)}`, { view: name });
  const names: Record<View, string> = {
    html: "HTML",
    text: "Text",
    headers: "Headers",
    source: "Source",
    attachments: `Attachments (${attachments.length})`,
    events: "Events",
  };
  return (
    <Layout title={subject === "" ? "(no subject)" : subject} current="mailbox" context={context}>
      <p>
        <a href="/mailbox">All messages</a> ·{" "}
        <a href={withQuery(`/activity/${encodeURIComponent(id)}`, { since: receivedAt })}>
          What became of it
        </a>
      </p>
      <Facts
        facts={[
          ["From", envelope.from],
          ["To", envelope.to.join(", ")],
          [
            "Status",
            <span class="badges">
              {status.map(each => (
                <StatusBadge status={each} />
              ))}
            </span>,
          ],
          ["Received", <Time at={receivedAt} />],
          ["IAM user", <span class="mono">{user}</span>],
          ["Configuration set", configurationSet ?? "none, so no events are published"],
        ]}
      />
      {message.problem !== undefined && <Notice tone="warn">{message.problem}</Notice>}
      <Tabs
        label="Views of the message"
        current={view}
        tabs={VIEWS.map(name => [name, names[name], at(name)] as const)}
      />
      <Body {...{ message, view, isPhone, source, at }} />
    </Layout>
  );
}

type BodyProps = Omit<Shown, "context"> & { at: (view: View) => string };

function Body({ message, view, isPhone, source, at }: BodyProps) {
  const { id, text, headers, attachments } = message;
  switch (view) {
    case "html":
      return <Html {...{ message, isPhone, at }} />;
    case "text":
      return text === undefined || text === "" ? <None what="no text" /> : <pre class="body">{text}</pre>;
    case "headers":
      return (
        <Table
          caption="Headers, in order"
          columns={[{ name: "Name" }, { name: "Value", breaks: true }]}
          rows={headers.map(({ name, value }) => [name, value])}
        />
      );
    case "source":
      return <Source id={id} source={source ?? new Uint8Array()} />;
    case "attachments":
      return attachments.length === 0 ? (
        <None what="no attachments" />
      ) : (
        <Table
          caption="Attachments"
          columns={[
            { name: "Name", breaks: true },
            { name: "Type", breaks: true },
            { name: "Bytes", numeric: true },
          ]}
          rows={attachments.map(({ filename, mimeType, size }, index) => [
            <a href={`/mailbox/${encodeURIComponent(id)}/attachments/${index}`} download="">
              {filename ?? "(no name)"}
            </a>,
            mimeType,
            size.toLocaleString("en-US"),
          ])}
        />
      );
    case "events":
      return <Events events={message.events} />;
  }
}

function Html({ message: { id, html, text }, isPhone, at }: Pick<BodyProps, "message" | "isPhone" | "at">) {
  if (html === undefined) return <None what={text === undefined ? "no HTML" : "no HTML, but text"} />;
  return (
    <>
      <p class="links">
        {isPhone ? (
          <a href={at("html")}>Full width</a>
        ) : (
          <a href={`${at("html")}&width=phone`}>As on a phone</a>
        )}
      </p>
      <div class={isPhone ? "preview phone" : "preview"}>
        <iframe
          sandbox=""
          title="HTML of the message"
          src={`/mailbox/${encodeURIComponent(id)}/html`}
        ></iframe>
      </div>
      <p class="hint">Nothing is loaded from the network: images appear if they came with the message.</p>
    </>
  );
}

/** Of the source; the download has all of it. */
const MAX_SOURCE = 200_000;

function Source({ id, source }: { id: string; source: Uint8Array }) {
  return (
    <>
      <p class="links">
        <a href={`/mailbox/${encodeURIComponent(id)}/raw`} download="">
          Download all {source.length.toLocaleString("en-US")} bytes
        </a>
      </p>
      <pre class="body">{Buffer.from(source.subarray(0, MAX_SOURCE)).toString("utf8")}</pre>
      {source.length > MAX_SOURCE && <p class="hint">The rest is in the download.</p>}
    </>
  );
}

function Events({ events }: Pick<ShownMessage, "events">) {
  if (events.length === 0) return <None what="no events yet" />;
  return (
    <ol class="timeline">
      {events.map(({ at, event, recipients, detail, unpublished = [] }) => (
        <li>
          <p class="step">
            <StatusBadge status={event} /> <Time at={at} />
          </p>
          <p class="soft">{recipients.join(", ")}</p>
          {detail !== undefined && detail !== "" && <p class="mono">{detail}</p>}
          {unpublished.map(why => (
            <Notice tone="bad">The event was lost: {why}</Notice>
          ))}
        </li>
      ))}
    </ol>
  );
}

function None({ what }: { what: string }) {
  return (
    <EmptyState title={`This message has ${what}`}>
      <p>The other views show what it has.</p>
    </EmptyState>
  );
}
