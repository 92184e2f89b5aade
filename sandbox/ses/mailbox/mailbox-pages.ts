import type { AcceptedMessage } from "../submission/submission-server";
import type { ParsedMessage } from "./parsed-message";

/** The list of messages as a page. Anything received by mail is escaped, or shown in a sandboxed frame. */
export function listPage(messages: readonly AcceptedMessage[]): string {
  const rows = messages.map(
    ({ id, receivedAt, user, envelope, subject }) => `<tr>
<td>${time(receivedAt)}</td>
<td>${escape(envelope.from)}</td>
<td>${escape(envelope.to.join(", "))}</td>
<td><a href="/messages/${id}/view">${escape(subject || "(no subject)")}</a></td>
<td>${escape(user)}</td>
</tr>`,
  );
  const table = `<table>
<thead><tr><th>Received</th><th>From</th><th>To</th><th>Subject</th><th>IAM user</th></tr></thead>
<tbody>
${rows.join("\n")}
</tbody>
</table>`;
  return page(
    "Mailbox",
    `<h1>Local SES mailbox</h1>
<p>${messages.length} message${messages.length === 1 ? "" : "s"}. Mail sent to local SES stays on this machine.
<a href="/messages">View as JSON</a></p>
${messages.length === 0 ? "" : table}`,
  );
}

export function messagePage(message: AcceptedMessage, { text, html, problem }: ParsedMessage): string {
  const { id, receivedAt, user, envelope, subject, configurationSet } = message;
  const facts = [
    ["From", envelope.from],
    ["To", envelope.to.join(", ")],
    ["Received", time(receivedAt)],
    ["IAM user", user],
    ["Configuration set", configurationSet ?? "none"],
    ["Message ID", id],
  ].map(([name = "", value = ""]) => `<dt>${name}</dt><dd>${escape(value)}</dd>`);
  return page(
    subject || "(no subject)",
    `<p><a href="/">All messages</a></p>
<h1>${escape(subject || "(no subject)")}</h1>
<dl>${facts.join("\n")}</dl>
<p><a href="/messages/${id}">JSON</a> · <a href="/messages/${id}/raw">Raw source</a></p>
${problem ? `<p>${escape(problem)}</p>` : ""}
${html ? `<h2>HTML</h2><iframe sandbox="" title="HTML body" srcdoc="${escape(html)}"></iframe>` : ""}
${text ? `<h2>Text</h2><pre>${escape(text)}</pre>` : ""}`,
  );
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}</title>
<style>
  body { max-width: 70rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.5 system-ui, sans-serif; color: #222; }
  table { width: 100%; border-collapse: collapse; }
  th, td { padding: 0.4rem 0.6rem; border-bottom: 1px solid #ddd; text-align: left; overflow-wrap: anywhere; }
  dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.2rem 1rem; }
  dd { margin: 0; overflow-wrap: anywhere; }
  pre, iframe { width: 100%; box-sizing: border-box; border: 1px solid #ddd; background: #fff; }
  pre { padding: 1rem; white-space: pre-wrap; }
  iframe { height: 30rem; }
</style>
<body>
${body}
</body>
</html>
`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escape(text: string): string {
  return text.replace(/[&<>"']/g, character => ENTITIES[character] ?? character);
}

function time(date: Date): string {
  return date.toISOString().replace("T", " ").slice(0, 19);
}
