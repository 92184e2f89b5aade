import { decodeWords } from "postal-mime";

import { parseAddress } from "../addresses";
import { parseAddressList } from "./address-list";
import { type HeaderField, readHeaderSection, valueOf } from "./header-section";
import { checkLines } from "./lines";
import { checkMimeParts, type MimeShape } from "./mime-parts";
import { reject } from "./rejection";
import { checkSingleFields } from "./single-fields";

/** What SES reads from a message. */
export interface ReadMessage {
  from: readonly string[];
  /** Sender and Return-Path: they must be verified too, but are not subject to the IAM policy. */
  otherSenders: readonly string[];
  configurationSet?: string;
  /** The identities of X-SES-SOURCE-ARN, X-SES-FROM-ARN and X-SES-RETURN-PATH-ARN. */
  identityArns: readonly string[];
  subject: string;
  /** Of its header section, in order. */
  fields: readonly HeaderField[];
  shape: MimeShape;
}

/**
 * Reads a message, and rejects what SES rejects with `Transaction failed`: it parses with JavaMail, whose exceptions are
 * its texts (public reports quote `Duplicate header 'DKIM-Signature'.`, `Missing final '@domain'`, `Missing start
 * boundary`, `Expected disposition, got =`).
 *
 * @throws InvalidMessage
 */
export function readMessage(message: Buffer): ReadMessage {
  checkLines(message);
  const { fields, bodyStart } = readHeaderSection(message, 0);
  checkSingleFields(fields);
  const from = valueOf(fields, "from") ?? reject("Missing required header 'From'.");
  checkRecipients(fields);
  const senders = senderAddresses(from);
  if (senders.length === 0) reject("Missing final '@domain'");
  const otherSenders = ["sender", "return-path"].flatMap(key => {
    const value = valueOf(fields, key)?.replace(/^<>$/, "");
    return value ? senderAddresses(value) : [];
  });
  const shape = checkMimeParts(message, fields, bodyStart);
  const configurationSet = valueOf(fields, "x-ses-configuration-set");
  return {
    from: senders,
    otherSenders,
    subject: decodeWords(valueOf(fields, "subject") ?? ""),
    fields,
    identityArns: IDENTITY_ARNS.flatMap(key => valueOf(fields, key) ?? []),
    shape,
    ...(configurationSet && { configurationSet }),
  };
}

/**
 * Of several, the first counts
 * (https://docs.aws.amazon.com/ses/latest/dg/sending-authorization-delegate-sender-tasks-email.html).
 */
const IDENTITY_ARNS = ["x-ses-source-arn", "x-ses-from-arn", "x-ses-return-path-arn"];

/** To, Cc and Bcc may appear more than once; JavaMail reads all of one name as one list. */
function checkRecipients(fields: readonly HeaderField[]): void {
  for (const key of ["to", "cc", "bcc", "reply-to"]) {
    const values = fields.filter(field => field.key === key).map(({ value }) => value);
    parseAddressList(values.join(","));
  }
}

/**
 * The addresses of a sender's field.
 *
 * Mail programs disagree about fields such as `a@x.test <b@y.test>` or `<a@x.test> b@y.test`, which JavaMail accepts, so
 * every address that is written out counts. One that is not plain ASCII `local@domain` is rejected here, because nobody
 * could say which address the policy is asked about.
 */
function senderAddresses(value: string): string[] {
  const parsed = parseAddressList(value);
  const words = value.replace(NAMES_AND_COMMENTS, " ").split(/[\s<>()[\],;:"]+/);
  const written = words.filter(word => word.includes("@"));
  const addresses = [...parsed, ...written].map(
    text => parseAddress(text)?.address ?? reject("Missing final '@domain'"),
  );
  return [...new Set(addresses)];
}

const NAMES_AND_COMMENTS = /"(?:[^"\\]|\\.)*"|\((?:[^()\\]|\\.)*\)|=\?[^?\s]*\?[bq]\?[^?\s]*\?=/gi;
