import { type IncomingMessage, type Server, type ServerResponse, createServer } from "node:http";

import { webPageProblem } from "../../shared/loopback-request";
import { type SigningKey, signatureProblem } from "../../shared/request-signature";
import type { AcceptedMessage } from "../submission/accepted-message";
import type { Mailbox, MailboxFilter } from "./mailbox";
import { listPage, messagePage, type MessageWithFates, statusesOf } from "./mailbox-pages";
import { attachmentOf, parseMessage } from "./parsed-message";

interface MailboxResponse {
  status: number;
  type: string;
  body: string | Buffer;
  headers?: Readonly<Record<string, string>>;
}

/**
 * The mailbox over HTTP, as pages for people and JSON for programs.
 *
 * Any program on this machine may read it. Web pages may not: without CORS headers a browser does not let them read
 * the responses, and a hostile domain that resolves to 127.0.0.1 is rejected by its Host header. What changes something
 * must be signed as for the AWS endpoint, and is rejected from any page.
 */
export function createMailboxServer(mailbox: Mailbox, key: SigningKey): Server {
  return createServer((request, response) => {
    respond(mailbox, key, request).then(
      result => {
        send(response, result);
      },
      () => {
        send(response, json(500, { message: "Internal error." }));
      },
    );
  });
}

async function respond(
  mailbox: Mailbox,
  key: SigningKey,
  request: IncomingMessage,
): Promise<MailboxResponse> {
  request.resume();
  const isRead = request.method === "GET" || request.method === "HEAD";
  if (!isLocalHost(request.headers.host)) {
    return json(403, { message: "Use 127.0.0.1 or localhost as the host name." });
  }
  const problem = isRead ? undefined : changeProblem(key, request);
  if (problem !== undefined) return json(403, { message: problem });
  // Not new URL(path, base): it would take `//…` for a host.
  const address = `http://localhost${request.url ?? "/"}`;
  if (!URL.canParse(address)) return json(400, { message: "Invalid path; expected for example /messages." });
  const url = new URL(address);
  const [, id, view, index] =
    /^\/messages\/([\w-]+)(?:\/(raw|view|html|attachments\/(\d{1,4})))?$/.exec(url.pathname) ?? [];
  const message = id === undefined ? undefined : withFates(mailbox, id);
  const filter = filterOf(url.searchParams);

  if (url.pathname === "/messages" && request.method === "DELETE") {
    mailbox.clear();
    return json(204, undefined);
  }
  if (!isRead) return json(405, { message: "Method not allowed; use GET, or DELETE on /messages." });
  const accepted = () =>
    mailbox.list(filter).map(each => ({ message: each, fates: mailbox.fatesOf(each.id) }));
  if (url.pathname === "/messages") return json(200, accepted().map(summaryOf));
  if (url.pathname === "/refused") return json(200, mailbox.listRefused(filter));
  if (url.pathname === "/") return html(listPage(accepted(), mailbox.listRefused(filter)));
  if (!message) return json(404, { message: "Not found." });
  if (view === "raw") return { status: 200, type: "message/rfc822", body: message.message.raw };
  if (view === "view") return html(messagePage(message, await parseMessage(message.message)));
  if (view === "html") return bodyOf(message.message);
  if (index !== undefined) return attachment(message.message, Number(index));
  return json(200, await detailOf(message));
}

/** The HTML body alone, with the images that the message brings. */
async function bodyOf(message: AcceptedMessage): Promise<MailboxResponse> {
  const { html: body, problem } = await parseMessage(message, true);
  if (body === undefined) return json(404, { message: problem ?? "This message has no HTML." });
  return { ...html(body), headers: { "content-security-policy": `sandbox; ${CONTENT_SECURITY_POLICY}` } };
}

/** To save, never to open: whoever sent the message chose its type. */
async function attachment(message: AcceptedMessage, index: number): Promise<MailboxResponse> {
  const found = await attachmentOf(message, index);
  if (found === undefined) return json(404, { message: "Not found." });
  const name = encodeURIComponent(found.filename ?? `attachment-${index + 1}`).replace(/['()*]/g, escape);
  return {
    status: 200,
    type: "application/octet-stream",
    body: Buffer.from(found.content),
    headers: { "content-disposition": `attachment; filename*=UTF-8''${name}` },
  };
}

/** What encodeURIComponent leaves and RFC 8187 does not. */
function escape(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}

/** Why a request to change something is rejected. Such a request has no body. */
function changeProblem(key: SigningKey, request: IncomingMessage): string | undefined {
  const { method = "", url = "/", headers } = request;
  const problem = signatureProblem({ method, url, headers, body: "" }, key);
  return (
    webPageProblem(headers, request.socket.localPort ?? 0) ??
    (problem && `Signature ${problem}: sign the request with the access key that the sandbox printed.`)
  );
}

function withFates(mailbox: Mailbox, id: string): MessageWithFates | undefined {
  const message = mailbox.get(id);
  return message && { message, fates: mailbox.fatesOf(id) };
}

/** A message as listed; `status` has the types of SES's events about it. */
function summaryOf({ message, fates }: MessageWithFates) {
  const { id, receivedAt, user, accessKeyId, envelope, subject, configurationSet, raw } = message;
  const listed = { id, receivedAt, user, accessKeyId, envelope, subject, configurationSet };
  return { ...listed, size: raw.length, status: statusesOf(fates) };
}

async function detailOf(message: MessageWithFates) {
  return { ...summaryOf(message), events: message.fates, ...(await parseMessage(message.message)) };
}

function isLocalHost(host = ""): boolean {
  return /^(?:127\.0\.0\.1|localhost)(?::\d+)?$/i.test(host);
}

function filterOf(query: URLSearchParams): MailboxFilter {
  return {
    to: query.get("to") ?? "",
    from: query.get("from") ?? "",
    subject: query.get("subject") ?? "",
    any: query.get("any") ?? "",
  };
}

function json(status: number, body: unknown): MailboxResponse {
  return { status, type: "application/json", body: body === undefined ? "" : `${JSON.stringify(body)}\n` };
}

function html(body: string): MailboxResponse {
  return { status: 200, type: "text/html; charset=utf-8", body };
}

/** No scripts and nothing from the network; inline styles only, which HTML messages need too. */
const CONTENT_SECURITY_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'; " +
  "frame-ancestors 'none'";

function send(response: ServerResponse, { status, type, body, headers = {} }: MailboxResponse): void {
  response.writeHead(status, {
    "content-type": type,
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
    ...headers,
  });
  response.end(body);
}
