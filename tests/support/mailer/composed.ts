import { buffer } from "node:stream/consumers";
import PostalMime, { type Email } from "postal-mime";
import type { Message } from "../../../mailer";
import { checkMessage } from "../../../mailer/message/check";
import { compose, type ComposedMessage } from "../../../mailer/message/compose";
import { AttachmentStreams } from "../../../mailer/message/streams";

const NEVER = new AbortController().signal;

/** A message as a mailer composes it, before it is sent. */
export async function composed(message: Message, provider: "ses" | "smtp" = "ses"): Promise<ComposedMessage> {
  const defaults = { provider, fromEmail: "app@example.com", fromName: "App" };
  const target = { provider, host: "h", port: 587, secure: false, requireTls: true };
  const checked = checkMessage(message, defaults);
  const attachments = await AttachmentStreams.of(message.attachments).read(100_000_000, NEVER, provider);
  return compose(checked, "<id@example.com>", checked.recipients, attachments, target);
}

/** The message as it goes out, byte by byte. */
export async function written(message: Message, provider: "ses" | "smtp" = "ses"): Promise<string> {
  return (await buffer((await composed(message, provider)).open())).toString("latin1");
}

/** The message as a receiver reads it. */
export async function parsed(message: Message, provider: "ses" | "smtp" = "ses"): Promise<Email> {
  return PostalMime.parse(Buffer.from(await written(message, provider), "latin1"));
}
