/**
 * What `smtp-credential-manager` is invoked with. It names the usernames to reconcile and says nothing about what to
 * do: that follows from the record and IAM, so a duplicate, late or forged event does no harm.
 */
export interface ManagerEvent {
  /** 1 to {@link MAX_USERNAMES_PER_EVENT}, each once; as in the records' keys, valid or not. */
  usernames: string[];
  /** A label for log entries, such as `stream` or `wake-up`; never an instruction. */
  cause: string;
  /** Appears in log entries, in a record's `failure`, and in every event that follows from this one. */
  correlationId: string;
  /** How often the dead-letter queue has retried it. */
  retryCount: number;
  /** When it first failed, in ISO 8601; absent if it never did. */
  firstFailedAt?: string;
  /** The first stream record of each username, as far as it is known; shown in reports of failures. */
  origins?: StreamOrigin[];
}

/** Identifies a stream record, without any part of the credential record. */
export interface StreamOrigin {
  username: string;
  /** INSERT, MODIFY or REMOVE. */
  eventName: string;
  sequenceNumber: string;
  /** When the record was changed, in ISO 8601, to the second; absent if it is not known. */
  changedAt?: string;
  /** Of the API request that changed it; absent if none did. */
  correlationId?: string;
}

/** The stream record that started the work on a username; undefined if it is not known. */
export function originOf({ origins }: ManagerEvent, username: string): StreamOrigin | undefined {
  return origins?.find(origin => origin.username === username);
}

/**
 * What identifies the work on one username in log entries, traces, its record's `failure`, and every event that follows:
 * the id of the API request that asked for it, or else the event's own.
 */
export function correlationIdFor(event: ManagerEvent, username: string): string {
  return originOf(event, username)?.correlationId ?? event.correlationId;
}

/**
 * Usernames of one event are reconciled in parallel: most of a run is waiting for IAM and SES. This is what a batch of
 * the stream can name. New accounts run ten functions at a time
 * (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html); with 25 usernames per event, 200 new logins
 * took nine of these for as long as SES needed to know their keys, and an event that stops a login waited for eleven
 * seconds; with 100, they take three.
 */
export const MAX_USERNAMES_PER_EVENT = 100;

/**
 * A username can have 1,019 bytes, as a sort key, and six times as many in JSON. With their origins, these fit into every
 * message that an event becomes a part of: 256 KB of SNS and SQS
 * (https://docs.aws.amazon.com/general/latest/gr/sns.html), 1 MB of Lambda
 * (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html).
 */
const MAX_USERNAME_BYTES_PER_EVENT = 64_000;

/** Divides what is about usernames into the parts that events can have, in the same order. @param max usernames of one */
export function inEvents<About extends { username: string }>(
  all: readonly About[],
  max = MAX_USERNAMES_PER_EVENT,
): About[][] {
  const events: About[][] = [];
  let left = 0;
  for (const about of all) {
    const bytes = Buffer.byteLength(JSON.stringify(about.username));
    const last = events.at(-1);
    left -= bytes;
    if (last !== undefined && last.length < max && left >= 0) last.push(about);
    else {
      events.push([about]);
      left = MAX_USERNAME_BYTES_PER_EVENT - bytes;
    }
  }
  return events;
}

/** @throws Error that names the invalid field, without its value */
export function parseManagerEvent(value: unknown): ManagerEvent {
  if (!isObject(value))
    throw invalid("it", "must be an object with usernames, cause, correlationId, retryCount");
  const { usernames, cause, correlationId, retryCount, firstFailedAt, origins } = value;
  if (!Array.isArray(usernames) || !usernames.every(isString)) {
    throw invalid("usernames", "must be a list of strings");
  }
  if (usernames.length < 1 || usernames.length > MAX_USERNAMES_PER_EVENT) {
    throw invalid(
      "usernames",
      `must have 1 to ${MAX_USERNAMES_PER_EVENT} entries, and has ${usernames.length}`,
    );
  }
  if (!isString(cause) || cause === "") throw invalid("cause", "must be a string that is not empty");
  if (!isString(correlationId) || correlationId === "") {
    throw invalid("correlationId", "must be a string that is not empty");
  }
  if (!Number.isSafeInteger(retryCount) || Number(retryCount) < 0) {
    throw invalid("retryCount", "must be a whole number, 0 or more");
  }
  if (firstFailedAt !== undefined && !isTime(firstFailedAt))
    throw invalid("firstFailedAt", "must be a time in ISO 8601");
  if (origins !== undefined && !(Array.isArray(origins) && origins.every(isOrigin)))
    throw invalid("origins", "must be a list of username, eventName, sequenceNumber and changedAt");
  return {
    usernames: [...new Set(usernames)],
    cause,
    correlationId,
    retryCount: Number(retryCount),
    ...(firstFailedAt === undefined ? {} : { firstFailedAt }),
    ...(origins === undefined ? {} : { origins }),
  };
}

function isTime(value: unknown): value is string {
  return isString(value) && !Number.isNaN(Date.parse(value));
}

function isOrigin(value: unknown): value is StreamOrigin {
  return (
    isObject(value) &&
    isString(value.username) &&
    isString(value.eventName) &&
    isString(value.sequenceNumber) &&
    (value.changedAt === undefined || isTime(value.changedAt)) &&
    (value.correlationId === undefined || isString(value.correlationId))
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isString(value: unknown): value is string {
  return typeof value === "string";
}

function invalid(field: string, remedy: string): Error {
  return new Error(`Invalid manager event: ${field} ${remedy}.`);
}
