import type { Fate } from "../delivery/deliveries";
import type { AcceptedMessage, RefusedMessage } from "../submission/accepted-message";
import { address, escape, page, time } from "./html";
import type { ParsedMessage } from "./parsed-message";

/** An accepted message, with what became of it. */
export interface MessageWithFates {
  message: AcceptedMessage;
  fates: readonly Fate[];
}

/** How a fate is called, and whether that is good news. Being sent says nothing about the outcome. */
const STATUS: Readonly<Record<Fate["event"], { text: string; tone: "good" | "bad" | "" }>> = {
  Send: { text: "Sent", tone: "" },
  Delivery: { text: "Delivered", tone: "good" },
  DeliveryDelay: { text: "Delayed", tone: "bad" },
  Bounce: { text: "Bounced", tone: "bad" },
  Complaint: { text: "Complaint", tone: "bad" },
  Reject: { text: "Rejected: virus", tone: "bad" },
};

/**
 * The list of messages as a page, newest first, those that were refused included. Anything received by mail is escaped,
 * or shown in a sandboxed frame.
 */
export function listPage(accepted: readonly MessageWithFates[], refused: readonly RefusedMessage[]): string {
  const rows = [...accepted.map(acceptedRow), ...refused.map(refusedRow)].sort(
    (left, right) => right.at.getTime() - left.at.getTime(),
  );
  const table = `<table>
<thead><tr><th>Received</th><th>From</th><th>To</th><th>Subject</th><th>Status</th><th>IAM user</th></tr></thead>
<tbody>
${rows.map(({ html }) => html).join("\n")}
</tbody>
</table>`;
  const counts = [
    `${accepted.length} message${accepted.length === 1 ? "" : "s"}`,
    ...(refused.length > 0 ? [`${refused.length} refused`] : []),
  ];
  return page(
    "Mailbox",
    `<h1>Local SES mailbox</h1>
<p>${counts.join(", ")}. Mail sent to local SES stays on this machine.
View as JSON: <a href="/messages">messages</a>, <a href="/refused">refused</a></p>
${rows.length === 0 ? HOW_TO_SEND : table}`,
  );
}

const HOW_TO_SEND = `<p>To send the first one, create a login with the two commands that <code>npm start</code> prints, such as
<code>npx ses-smtp credential add jane --from jane@company.com --wait</code>, and set up a mail client with what the
second prints, or send from code (<code>docs/mailer.md</code>). Reload this page to see new messages. To see a bounce or a
complaint, send to <code>bounce@simulator.amazonses.com</code> or <code>complaint@simulator.amazonses.com</code>.</p>`;

interface Row {
  at: Date;
  html: string;
}

function acceptedRow({ message, fates }: MessageWithFates): Row {
  const link = `<a href="/messages/${message.id}/view">${escape(message.subject || "(no subject)")}</a>`;
  return rowOf(message, link, statusesOf(fates).map(statusHtml).join(", "));
}

/** The reply stands in the list: there is nothing else to see. */
function refusedRow(message: RefusedMessage): Row {
  const { at, html } = rowOf(
    message,
    escape(message.subject || "(no subject)"),
    `<span class="bad">Refused</span>`,
  );
  const reply = `<tr class="reply"><td colspan="6" data-name="Reply">${escape(message.reply)}</td></tr>`;
  return { at, html: `${html}\n${reply}` };
}

type Listed = Pick<AcceptedMessage, "receivedAt" | "envelope" | "user">;

function rowOf({ receivedAt, envelope, user }: Listed, subject: string, status: string): Row {
  const html = `<tr>
<td data-name="Received">${time(receivedAt)}</td>
<td class="long" data-name="From">${address(envelope.from)}</td>
<td class="long" data-name="To">${envelope.to.map(address).join("<br>")}</td>
<td class="long" data-name="Subject">${subject}</td>
<td data-name="Status">${status}</td>
<td data-name="IAM user">${escape(user)}</td>
</tr>`;
  return { at: receivedAt, html };
}

/** Each outcome once, in order; that it was sent only while nothing more is known. */
export function statusesOf(fates: readonly Fate[]): readonly Fate["event"][] {
  const events = [...new Set(fates.map(({ event }) => event))];
  const outcomes = events.filter(event => event !== "Send");
  return outcomes.length > 0 ? outcomes : events;
}

function statusHtml(event: Fate["event"]): string {
  const { text, tone } = STATUS[event];
  return tone === "" ? text : `<span class="${tone}">${text}</span>`;
}

export function messagePage(
  { message, fates }: MessageWithFates,
  { text, html, problem }: ParsedMessage,
): string {
  const { id, receivedAt, user, envelope, subject, configurationSet } = message;
  const facts = [
    ["From", envelope.from],
    ["To", envelope.to.join(", ")],
    ["Received", time(receivedAt)],
    ["IAM user", user],
    ["Configuration set", configurationSet ?? "none, so no events are published"],
    ["Message ID", id],
  ].map(([name = "", value = ""]) => `<dt>${name}</dt><dd>${escape(value)}</dd>`);
  return page(
    subject || "(no subject)",
    `<p><a href="/">All messages</a></p>
<h1>${escape(subject || "(no subject)")}</h1>
<dl>${facts.join("\n")}</dl>
<p><a href="/messages/${id}">JSON</a> · <a href="/messages/${id}/raw">Raw source</a></p>
<h2>What became of it</h2>
${fatesTable(fates)}
${problem ? `<p>${escape(problem)}</p>` : ""}
${html ? `<h2>HTML</h2><iframe sandbox="" title="HTML body" srcdoc="${escape(html)}"></iframe>` : ""}
${text ? `<h2>Text</h2><pre>${escape(text)}</pre>` : ""}`,
  );
}

function fatesTable(fates: readonly Fate[]): string {
  const rows = fates.map(({ at, event, recipients, detail = "", unpublished = [] }) => {
    const lost = unpublished.map(why => `<small class="bad">The event was lost: ${escape(why)}</small>`);
    return `<tr>
<td data-name="Time">${time(at)}</td>
<td data-name="Status">${statusHtml(event)}</td>
<td class="long" data-name="Recipients">${recipients.map(address).join("<br>")}</td>
<td class="detail" data-name="Detail">${escape(detail)}${lost.join("")}</td>
</tr>`;
  });
  return `<table>
<thead><tr><th>Time</th><th>Status</th><th>Recipients</th><th>Detail</th></tr></thead>
<tbody>
${rows.join("\n")}
</tbody>
</table>`;
}
