/** What the circuit breaker knows about a login. Hours and days are numbers: whole ones since 1970, in UTC. */

import { hourOf } from "../../../records/email-events";
import { DAY_MS } from "../../../records/rotation";

export const HOUR_MS = 3_600_000;

/** A permanent bounce, or a complaint that is not `not-spam`, of a recipient outside SES's mailbox simulator. */
export interface AdverseEvent {
  type: "bounce" | "complaint";
  /** When the mail was sent; ms since 1970. */
  sentAt: number;
  messageId: string;
  /** Hashes, the same for the same recipient and domain. */
  recipient: string;
  domain: string;
}

/** A message that the login sent. */
export interface SentMessage {
  /** ms since 1970. */
  at: number;
  /** Without those of SES's mailbox simulator. */
  recipients: number;
  /** A hash of the network that it came from; undefined if SES does not say. */
  network: string | undefined;
}

/** The login sent from a network on a day. */
export interface Sighting {
  day: number;
  network: string;
}

/** What is read for every examination. */
export interface Volume {
  /** What was sent before does not count: the login was enabled then. ms since 1970. */
  since: number;
  /** Recipients by hour, without those of SES's mailbox simulator, of at least {@link PAST_DAYS} days and one more. */
  sentByHour: ReadonlyMap<number, number>;
}

/** What is read if the volume alone may be a burst. */
export interface BurstDetails {
  /** The messages of the hours in question. */
  messages: readonly SentMessage[];
  sightings: readonly Sighting[];
  /** The first hour in which the login is known to have sent. */
  firstHour: number;
}

export interface LoginHistory extends Volume {
  /** About mail of the last {@link RATE_DAYS} days. */
  feedback: readonly AdverseEvent[];
  burst?: BurstDetails | undefined;
}

/** The past that an hour's volume is compared with: the days before the last one. */
export const PAST_DAYS = 14;

/** Bounces and complaints come late; mail that is older than this is not judged anymore. */
export const RATE_DAYS = 3;

/** @param at ms since 1970 */
export function hourAt(at: number): number {
  return Math.floor(at / HOUR_MS);
}

/** In the form of keys: yyyy-mm-ddThh. */
export function hourName(hour: number): string {
  return hourOf(new Date(hour * HOUR_MS).toISOString());
}

export function dayAt(at: number): number {
  return Math.floor(at / DAY_MS);
}
