import { isDeepStrictEqual } from "node:util";
import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { readHold } from "../../../records/hold";
import type { RuleSenders } from "../../../records/rule-senders";
import { itemValues } from "../../shared/item-values";
import type { Failure } from "../failures/catalogue";
import type { JudgedRequest } from "../record";
import { OPTIONAL_ATTRIBUTES } from "../lifetime";
import type { MailboxRules } from "../receiving-rules/mailbox-rules";
import type { PreviousKey, Request, VerifiedStatus } from "../types";
import { sizeOf } from "./item-size";
import { withoutOurs } from "./our-attributes";

/** A credential record as it was read. Writes are conditional on it, and fail if what they depend on has changed. */
export interface ReadRecord extends Request {
  username: string;
  /** The attributes that the administrator writes. */
  asked: Known;
  /** The attributes of the stored secret. */
  secret: Known;
}

/**
 * @param hold the username's hold, if there is one
 * @param mailboxRules the receiving rules that forward to its mailbox, if it names one
 */
export function toRecord(
  username: string,
  item: Item,
  hold: Item | undefined,
  mailboxRules?: MailboxRules,
): ReadRecord {
  return {
    username,
    attributes: itemValues(item),
    mailboxRules,
    hold: readHold(hold && itemValues(hold)),
    foreignBytes: sizeOf(withoutOurs(item)) + sizeOf(copiesIn(item)),
    ...knownOf(item),
  };
}

type Item = Readonly<Record<string, AttributeValue>>;

/** What a run copies when it has carried out a request: these take their room twice. */
function copiesIn({ rotate_requested_at, compromised_at }: Item): Item {
  return {
    ...(rotate_requested_at && { rotated_for: rotate_requested_at }),
    ...(compromised_at && { compromised_for: compromised_at }),
  };
}

/** Attributes as they were read; undefined for those that were missing. */
export type Known = Readonly<Record<string, AttributeValue | undefined>>;

/** Whether two versions of a record ask for the same, under the same hold and receiving rules. */
export function asksTheSame(one: ReadRecord, other: ReadRecord): boolean {
  return isDeepStrictEqual(
    [one.asked, one.hold, one.mailboxRules],
    [other.asked, other.hold, other.mailboxRules],
  );
}

/** What an administrator writes. */
const ASKED = [
  "status",
  "allowed_from_addresses",
  "rotate_requested_at",
  "compromised_at",
  ...OPTIONAL_ATTRIBUTES,
];
const SECRET = ["smtp_username", "encrypted_password"];

/** The parts of an item that writes are conditional on. */
export function knownOf(item: Known): Pick<ReadRecord, "asked" | "secret"> {
  const pick = (names: readonly string[]) => Object.fromEntries(names.map(name => [name, item[name]]));
  return { asked: pick(ASKED), secret: pick(SECRET) };
}

/** What is written when a new secret is stored. */
export interface StoredCredential {
  smtpUsername: string;
  ciphertext: string;
  iamUserName: string;
  iamUserArn: string;
  region: string;
  smtpHost: string;
}

/** The run that stores a secret, and its event. */
export interface Writer {
  /** The holder of the lease. */
  holder: string;
  correlationId: string;
  eventId: string;
}

/** The outcome of a request that was carried out. */
export interface Published {
  status: "active" | "disabled";
  verified: VerifiedStatus;
  /** The digest of the request. */
  applied: string;
  /** Names the entries of the list that were left out. */
  failure: Failure | undefined;
  /** The previous login, while it works. */
  previous: PreviousKey | undefined;
  /** What receiving rules allow besides. */
  rules: RuleSenders | undefined;
}

/** A new password in place of one that works. */
export interface Rotated extends Published {
  smtpUsername: string;
  ciphertext: string;
}

/** The outcome of a request that cannot be carried out. */
export interface PublishedFailure {
  failure: Failure;
  of: JudgedRequest;
  /**
   * What happened to the credential: `removed` removes its attributes, `suspended` marks it as turned off, `untouched`
   * leaves what the record says.
   */
  credential: "removed" | "suspended" | "untouched";
}
