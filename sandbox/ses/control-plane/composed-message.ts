import { randomUUID } from "node:crypto";
import { base64Lines } from "../../../mailer/mime/base64";
import { textField } from "../../../mailer/mime/fields";

/** The parts of a message that SES composes itself. */
export interface SimpleMessage {
  from: string;
  to: readonly string[];
  cc: readonly string[];
  replyTo: readonly string[];
  subject: string;
  text: string | undefined;
  html: string | undefined;
  headers: readonly { name: string; value: string }[];
}

/** The message as SES writes it: text, HTML, or both as alternatives. */
export function composeSimple(message: SimpleMessage): Buffer {
  const { from, to, cc, replyTo, subject, text, html, headers } = message;
  const lists = { To: to, Cc: cc, "Reply-To": replyTo };
  const fields = [
    `From: ${from}`,
    ...Object.entries(lists).flatMap(([name, values]) =>
      values.length > 0 ? [`${name}: ${values.join(",\r\n ")}`] : [],
    ),
    textField("Subject", subject),
    ...headers.map(({ name, value }) => textField(name, value)),
    "MIME-Version: 1.0",
  ];
  const parts = [
    ...(text === undefined ? [] : [part("text/plain", text)]),
    ...(html === undefined ? [] : [part("text/html", html)]),
  ];
  const [only] = parts;
  const body = parts.length === 1 && only !== undefined ? only : alternatives(parts);
  return Buffer.from(`${fields.join("\r\n")}\r\n${body}`);
}

function part(type: string, content: string): string {
  const header = [`Content-Type: ${type}; charset=UTF-8`, "Content-Transfer-Encoding: base64"];
  return `${header.join("\r\n")}\r\n\r\n${base64Lines(Buffer.from(content))}`;
}

function alternatives(parts: readonly string[]): string {
  const boundary = `----=_${randomUUID()}`;
  const inside = parts.map(each => `--${boundary}\r\n${each.trimEnd()}\r\n`).join("");
  return `Content-Type: multipart/alternative; boundary="${boundary}"\r\n\r\n${inside}--${boundary}--\r\n`;
}
