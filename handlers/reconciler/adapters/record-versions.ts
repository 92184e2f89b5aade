import { isDeepStrictEqual } from "node:util";
import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import type { Failure } from "../failures/catalogue";
import type { JudgedRequest } from "../record";
import type { SizedRecord, VerifiedStatus } from "../types";
import { sizeOf } from "./item-size";
import { withoutOurs } from "./our-attributes";

/** A credential record as it was read. Writes are conditional on it, and fail if what they depend on has changed. */
export interface ReadRecord extends SizedRecord {
  username: string;
  /** What the administrator asks for. */
  asked: Known;
  /** The secret that it holds. */
  secret: Known;
}

export function toRecord(username: string, item: Readonly<Record<string, AttributeValue>>): ReadRecord {
  return {
    username,
    // Numbers too large for JavaScript would throw, and a record may hold anything.
    attributes: unmarshall(item, { wrapNumbers: Number }),
    foreignBytes: sizeOf(withoutOurs(item)),
    asked: { status: item.status, allowed_from_addresses: item.allowed_from_addresses },
    secret: { smtp_username: item.smtp_username, encrypted_password: item.encrypted_password },
  };
}

/** Attributes as they were read; undefined for those that were missing. */
export type Known = Readonly<Record<string, AttributeValue | undefined>>;

/** Whether two versions of a record ask for the same. */
export function asksTheSame(one: ReadRecord, other: ReadRecord): boolean {
  return isDeepStrictEqual(one.asked, other.asked);
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

/** Who stores a secret, and for which event. */
export interface Writer {
  /** The holder of the lease. */
  holder: string;
  correlationId: string;
}

/** The outcome of a request that was carried out. */
export interface Published {
  status: "active" | "disabled";
  verified: VerifiedStatus;
  /** The digest of the request. */
  applied: string;
  /** Entries of the list that were left out. */
  failure: Failure | undefined;
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
