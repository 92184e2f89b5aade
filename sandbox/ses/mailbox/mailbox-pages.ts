import type { AcceptedMessage } from "../submission/accepted-message";
import type { ParsedMessage } from "./parsed-message";

/** The list of messages as a page. Anything received by mail is escaped, or shown in a sandboxed frame. */
export function listPage(messages: readonly AcceptedMessage[]): string {
  const rows = messages.map(
    ({ id, receivedAt, user, envelope, subject }) => `<tr>
<td data-name="Received">${time(receivedAt)}</td>
<td class="long" data-name="From">${address(envelope.from)}</td>
<td class="long" data-name="To">${envelope.to.map(address).join("<br>")}</td>
<td class="long" data-name="Subject"><a href="/messages/${id}/view">${escape(subject || "(no subject)")}</a></td>
<td data-name="IAM user">${escape(user)}</td>
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
${messages.length === 0 ? HOW_TO_SEND : table}`,
  );
}

const HOW_TO_SEND = `<p>To send the first one, create a login with the two commands that <code>npm start</code> prints, such as
<code>npx ses-smtp credential add jane --from jane@company.com --wait</code>, and set up a mail client with what the
second prints, or send from code (<code>docs/mailer.md</code>). Reload this page to see new messages.</p>`;

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
  :root { color-scheme: light dark; }
  body { max-width: 75rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.5 system-ui, sans-serif; }
  h1 { overflow-wrap: anywhere; }
  table { width: 100%; border-collapse: collapse; }
  th, td { padding: 0.4rem 0.6rem; border-bottom: 1px solid #8888; text-align: left; vertical-align: top; white-space: nowrap; }
  td.long { max-width: 18rem; white-space: normal; overflow-wrap: break-word; }
  dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.2rem 1rem; }
  dd { margin: 0; overflow-wrap: anywhere; }
  pre, iframe { width: 100%; box-sizing: border-box; border: 1px solid #8888; }
  pre { padding: 1rem; white-space: pre-wrap; overflow-wrap: anywhere; }
  iframe { height: 30rem; color-scheme: light; background: #fff; } /* mail is written for a white page */
  @media (max-width: 70rem) {
    thead { display: none; }
    tr { display: block; padding: 0.5rem 0; border-bottom: 1px solid #8888; }
    td, td.long { display: block; max-width: none; padding: 0; border: 0; overflow-wrap: anywhere; }
    td::before { content: attr(data-name) ": "; }
  }
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

/** A long one breaks at its `@` first. */
function address(text: string): string {
  return escape(text).replace(/@(?=[^@]*$)/, "<wbr>@");
}

function time(date: Date): string {
  return `${date.toISOString().replace("T", " ").slice(0, 19)} UTC`;
}
