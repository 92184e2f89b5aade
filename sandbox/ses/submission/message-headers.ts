import { addressParser, decodeWords } from "postal-mime";

import { parseAddress } from "../addresses";
import { type SmtpReply, replies } from "./replies";

/** What SES reads from a message's headers. */
export interface SenderHeaders {
  from: readonly string[];
  /** Sender and Return-Path: they must be verified too, but are not subject to the IAM policy. */
  otherSenders: readonly string[];
  configurationSet?: string;
  subject: string;
}

/** Fields that may appear once (RFC 5322, section 3.6), and others of which SES is known to reject duplicates. */
const SINGLE_FIELDS = new Set([
  ..."bcc cc content-transfer-encoding content-type date dkim-signature from in-reply-to message-id".split(
    " ",
  ),
  ..."mime-version references reply-to return-path sender subject to x-ses-configuration-set".split(" "),
]);

/**
 * Reads the headers, and rejects what SES rejects with `Transaction failed`
 * (as quoted in public issues: `Duplicate header 'DKIM-Signature'.`, `Missing final '@domain'`).
 */
export function readSenderHeaders(message: Buffer): SenderHeaders | SmtpReply {
  const fields = headerFields(message);
  const duplicate = fields.find(
    ({ key }, index) => SINGLE_FIELDS.has(key) && fields.findIndex(other => other.key === key) < index,
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

/** The lines before the first empty one, unfolded (RFC 5322, section 2.2). A bare CR or LF also ends a line. */
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
 * The addresses in a field, with undefined for any that is ambiguous, which gets the message rejected.
 *
 * Mail programs disagree about malformed fields such as `a@x.test <b@y.test>` or `<a@x.test> b@y.test`, so every
 * address that is written out counts. An address that appears only after decoding an encoded word, which RFC 2047,
 * section 5 forbids, is ambiguous.
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
