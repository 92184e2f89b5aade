import { addressParser, decodeWords } from "postal-mime";

import { parseAddress } from "../addresses";
import { type SmtpReply, replies } from "./replies";

/** What SES reads from a message's header section. */
export interface SenderHeaders {
  from: readonly string[];
  /** Sender and Return-Path: they must be verified too, but no policy is asked about them. */
  otherSenders: readonly string[];
  configurationSet?: string;
  subject: string;
}

/** Header fields that may appear once (RFC 5322, section 3.6), and those that SES is known to be strict about. */
const SINGLE = new Set([
  ..."bcc cc content-transfer-encoding content-type date dkim-signature from in-reply-to message-id".split(
    " ",
  ),
  ..."mime-version references reply-to return-path sender subject to x-ses-configuration-set".split(" "),
]);

/**
 * Reads the header section, refusing what SES refuses with `Transaction failed`
 * (seen in public issues: `Duplicate header 'DKIM-Signature'.`, `Missing final '@domain'`).
 */
export function readSenderHeaders(message: Buffer): SenderHeaders | SmtpReply {
  const fields = headerFields(message);
  const duplicate = fields.find(
    ({ key }, index) => SINGLE.has(key) && fields.findIndex(other => other.key === key) < index,
  );
  if (duplicate) return replies.transactionFailed(`Duplicate header '${duplicate.name}'.`);

  const valueOf = (key: string) => fields.find(field => field.key === key)?.value;
  const fromValue = valueOf("from");
  if (fromValue === undefined) return replies.transactionFailed("Missing required header 'From'.");
  const from = addresses(fromValue);
  const otherSenders = ["sender", "return-path"].flatMap(key => {
    const value = valueOf(key)?.replace(/^\s*<>\s*$/, "");
    return value ? addresses(value) : [];
  });
  if (from.length === 0 || [...from, ...otherSenders].includes(undefined)) {
    return replies.transactionFailed("Missing final '@domain'");
  }

  const configurationSet = valueOf("x-ses-configuration-set")?.trim();
  return {
    from: from.filter(isDefined),
    otherSenders: otherSenders.filter(isDefined),
    subject: decodeWords(valueOf("subject") ?? ""),
    ...(configurationSet && { configurationSet }),
  };
}

interface HeaderField {
  key: string;
  name: string;
  value: string;
}

/** Lines up to the first empty one, unfolded (RFC 5322, section 2.2). A bare CR or LF also ends a line here. */
function headerFields(message: Buffer): HeaderField[] {
  const section = message.toString("utf8");
  const lines = (
    /^(?:\r\n|\r|\n)/.test(section) ? "" : (section.split(/\r\n\r\n|\n\n|\r\r|\n\r\n/, 1)[0] ?? "")
  )
    .replace(/(?:\r\n|\r|\n)(?=[ \t])/g, "")
    .split(/\r\n|\r|\n/);
  return lines.flatMap(line => {
    const [, name, value] = /^([!-9;-~]+)[ \t]*:(.*)$/.exec(line) ?? [];
    return name === undefined ? [] : [{ key: name.toLowerCase(), name, value: (value ?? "").trim() }];
  });
}

/**
 * The addresses of a field; undefined among them for one that cannot be read with certainty, and refuses the message.
 *
 * Mail programs differ over careless fields such as `a@x.test <b@y.test>` or `<a@x.test> b@y.test`: every address
 * written out counts, whichever of them a reader would take for the sender. One that shows only after decoding
 * (RFC 2047, section 5 forbids it) is not taken.
 */
function addresses(value: string): (string | undefined)[] {
  const parsed = addressParser(value, { flatten: true }).map(
    ({ address }) => parseAddress(address ?? "")?.address,
  );
  const words = value.replace(NAMES_AND_COMMENTS, " ").split(/[\s<>()[\],;:"]+/);
  const written = new Set(words.filter(word => word.includes("@")).map(word => parseAddress(word)?.address));
  return parsed.every(address => written.has(address)) ? [...new Set([...parsed, ...written])] : [undefined];
}

const NAMES_AND_COMMENTS = /"(?:[^"\\]|\\.)*"|\((?:[^()\\]|\\.)*\)|=\?[^?\s]*\?[bq]\?[^?\s]*\?=/gi;

function isDefined<T>(value: T | undefined): value is T {
  return value !== undefined;
}
