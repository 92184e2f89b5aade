/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import type { ListedMessage, MailboxClient, RefusedMessage } from "../../mailbox/client";
import { Address } from "../controls";
import { Badge, EmptyState, Table, Time, type Tone } from "../layout";

export type Listed = Awaited<ReturnType<MailboxClient["list"]>>;

/** Newest messages that are shown; a search finds the others. */
const MAX_ROWS = 200;

/** What SES says of a message, in a word. */
const STATUS: Readonly<Record<string, readonly [text: string, tone: Tone]>> = {
  Send: ["Sent", "neutral"],
  Delivery: ["Delivered", "good"],
  DeliveryDelay: ["Delayed", "warn"],
  Bounce: ["Bounced", "bad"],
  Complaint: ["Complaint", "bad"],
  Reject: ["Rejected: virus", "bad"],
};

export function StatusBadge({ status }: { status: string }) {
  const [text, tone] = STATUS[status] ?? [status, "neutral"];
  return <Badge tone={tone}>{text}</Badge>;
}

/** Accepted and refused messages, newest first. */
export function MailboxRows({ q, listed: { accepted, refused } }: { q: string; listed: Listed }) {
  const all = [...accepted, ...refused].sort((one, other) => (one.receivedAt < other.receivedAt ? 1 : -1));
  if (all.length === 0)
    return q === "" ? (
      <EmptyState title="No mail yet">
        <p>
          <a href="/logins/~add">Add a login</a> and send with it, from a mail client or from code. Mail sent
          here stays on this machine.
        </p>
        <p>
          Send to <code>bounce@simulator.amazonses.com</code> or{" "}
          <code>complaint@simulator.amazonses.com</code> to see a bounce or a complaint.
        </p>
      </EmptyState>
    ) : (
      <EmptyState title="No message matches">
        <p>
          <a href="/mailbox">Show all</a>
        </p>
      </EmptyState>
    );
  const count = [
    `${accepted.length} ${accepted.length === 1 ? "message" : "messages"}`,
    ...(refused.length > 0 ? [`${refused.length} refused`] : []),
    ...(all.length > MAX_ROWS ? [`the newest ${MAX_ROWS} are shown`] : []),
  ];
  return (
    <>
      <p class="soft">{count.join(", ")}</p>
      <Table caption="Messages, newest first" columns={COLUMNS} rows={all.slice(0, MAX_ROWS).map(cells)} />
    </>
  );
}

const COLUMNS = [
  { name: "Subject", breaks: true as const },
  { name: "From", breaks: true as const },
  { name: "To", breaks: true as const },
  { name: "Status" },
  { name: "Received" },
];

function cells(message: ListedMessage | RefusedMessage) {
  const { id, receivedAt, envelope, subject } = message;
  const title = subject === "" ? "(no subject)" : subject;
  const [first, ...others] = envelope.to;
  return [
    "reply" in message ? (
      <>
        {title}
        <p class="reply">{message.reply}</p>
      </>
    ) : (
      <a href={`/mailbox/${encodeURIComponent(id)}`}>{title}</a>
    ),
    <Address text={envelope.from} />,
    <>
      <Address text={first ?? ""} />
      {others.length > 0 && <span class="soft"> and {others.length} more</span>}
    </>,
    "reply" in message ? (
      <Badge tone="bad">Refused</Badge>
    ) : (
      <span class="badges">
        {message.status.map(status => (
          <StatusBadge status={status} />
        ))}
      </span>
    ),
    <Time at={receivedAt} show="ago" />,
  ];
}
