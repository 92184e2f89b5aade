/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import type { SentMessage } from "../../activity/messages";
import type { Timeline, TimelineStep } from "../../activity/timeline";
import type { ConsoleContext } from "../context";
import { OutcomeBadge, withQuery } from "../controls";
import { EmptyState, Facts, Layout, Table, Time } from "../layout";

/** One message: who sent it, what became of each recipient, and everything that happened, in order. */
export function MessageTimeline({
  context,
  id,
  timeline: { message, steps },
}: {
  context: ConsoleContext;
  id: string;
  timeline: Timeline;
}) {
  return (
    <Layout title="Message" current="activity" context={context}>
      <p>
        <a href="/activity">All activity</a>
        {context.sandbox !== undefined && message !== undefined && (
          <>
            {" · "}
            <a href={`/mailbox/${encodeURIComponent(id)}`}>Open it in the mailbox</a>
          </>
        )}
      </p>
      {steps.length === 0 ? (
        <EmptyState title="Nothing is known about this message">
          <p>
            It may be older than the log's retention, or its first event may not have arrived yet. The id is{" "}
            <code>{id}</code>.
          </p>
        </EmptyState>
      ) : (
        <>
          {message && <Overview message={message} />}
          <h2>What happened</h2>
          <ol class="timeline">{steps.map(Step)}</ol>
        </>
      )}
    </Layout>
  );
}

function Overview({ message }: { message: SentMessage }) {
  const { username, from, at, outcome, recipients, messageId, violations } = message;
  return (
    <>
      <Facts
        facts={[
          ["Outcome", <OutcomeBadge outcome={outcome} />],
          ["Login", username && <a href={`/logins/${encodeURIComponent(username)}`}>{username}</a>],
          ["From", from],
          ["Sent", <Time at={at} />],
          ["Violations", violations.join(", ")],
          ["Message id", <code>{messageId}</code>],
        ]}
      />
      {recipients.length > 0 && (
        <Table
          caption="Recipients"
          columns={[
            { name: "Recipient", breaks: true },
            { name: "Outcome" },
            { name: "Reason", breaks: true },
          ]}
          rows={recipients.map(each => [
            <a href={withQuery("/suppressions", { q: each.address })}>{each.address}</a>,
            <OutcomeBadge outcome={each.outcome} />,
            each.detail ?? "",
          ])}
        />
      )}
    </>
  );
}

function Step({ at, what, outcome, recipients, detail, note }: TimelineStep) {
  return (
    <li class={outcome}>
      <p class="step">
        <b>{what}</b> <Time at={at} />
      </p>
      {recipients.length > 0 && <p class="soft">{recipients.join(", ")}</p>}
      {detail !== undefined && <p class="mono">{detail}</p>}
      {note !== undefined && <p>{note}</p>}
    </li>
  );
}
