import { type DlqMessage, dlqMessage, readDlqMessage } from "../shared/dlq-message";
import { correlationIdFor, type ManagerEvent, originOf, parseManagerEvent } from "../shared/manager-event";
import { withoutQualifier } from "../shared/function-arn";
import { SES_EVENT_SOURCE } from "../shared/recorder-event";

/** The positions of stream records that Lambda discarded; its on-failure record contains nothing else of them. */
export interface StreamPositions {
  streamArn: string;
  shardId: string;
  startSequenceNumber: string;
  endSequenceNumber: string;
}

/** How an operation failed, whatever its username. */
type FailureDetails = Omit<DlqMessage, "originalEvent">;

/** Messages of SES, and how recording them failed; as a message of the dead-letter queue and of the parked queue. */
export interface FailedFeedback extends FailureDetails {
  /** As SES sent them: JSON. */
  messages: string[];
  /** ARN of the function that they are for, without a qualifier; undefined: the recorder. */
  functionArn?: string;
}

/** A message of the topic or one of the two queues, once it is parsed. */
export type FailureReport =
  /** Operations on credentials. */
  | { kind: "operations"; messages: DlqMessage[] }
  | { kind: "positions"; positions: StreamPositions; failed: FailureDetails }
  /** Messages of SES that could not be recorded. */
  | { kind: "feedback"; feedback: FailedFeedback }
  /** A sweep, a count, a drain or an examination failed: the next one repeats its work. */
  | { kind: "routine"; failed: FailureDetails }
  /** It cannot be understood, and `problem` says why. */
  | { kind: "poison"; problem: string };

/**
 * Records can be nested: a failure of this function contains an SNS message, which may contain a failure of the
 * manager.
 */
const MAX_DEPTH = 5;

/**
 * Parses every form in which failures are reported:
 *
 * - a {@link DlqMessage}, including one written by a person;
 * - Lambda's record of a discarded event:
 *   https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 * - Lambda's record of discarded stream records:
 *   https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
 * - a request that EventBridge Scheduler could not deliver:
 *   https://docs.aws.amazon.com/scheduler/latest/UserGuide/configuring-schedule-dlq.html
 * - a message of SES, or the event of EventBridge around it, that neither SNS nor EventBridge could deliver:
 *   https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
 * - {@link FailedFeedback}
 * - one of these inside an SNS message, as its redrive queue receives it.
 *
 * @param now used for messages without a time; ISO 8601
 * @param target the function to which EventBridge could not deliver the event: it says so beside the event
 */
export function parseReports(text: string, now: string, target?: string): FailureReport[] {
  const reports = readText(text, now, MAX_DEPTH);
  if (target === undefined) return reports;
  return reports.map(report =>
    report.kind === "feedback" && report.feedback.functionArn === undefined
      ? { ...report, feedback: { ...report.feedback, functionArn: withoutQualifier(target) } }
      : report,
  );
}

function readText(text: string, now: string, depth: number): FailureReport[] {
  if (depth === 0) return [poison("is nested too deeply")];
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return [poison("is not JSON")];
  }
  return readValue(value, now, depth);
}

function readValue(value: unknown, now: string, depth: number): FailureReport[] {
  const message = readDlqMessage(value, now);
  if (message !== undefined) return [{ kind: "operations", messages: [message] }];
  const record = fields(value);
  const messages = sesMessagesIn(record);
  if (messages !== undefined) return [feedback(messages, kept(record, now), record.functionArn)];
  if (record.DDBStreamBatchInfo !== undefined) return [readPositions(record, now)];
  if (record.requestPayload !== undefined) {
    const { functionArn } = fields(record.requestContext);
    return readPayload(record.requestPayload, failureDetails(record, now), now, depth, functionArn);
  }
  if (record.Type === "Notification" && isText(record.Message))
    return readText(record.Message, now, depth - 1);
  if (isText(record.FunctionName) && isText(record.Payload))
    return readUndelivered(record.Payload, now, depth);
  return [poison("names no username")];
}

function readUndelivered(payload: string, now: string, depth: number): FailureReport[] {
  const failed: FailureDetails = {
    errorType: "Undelivered",
    errorMessage: "EventBridge Scheduler could not deliver the wake-up",
    retryCount: 0,
    timestamp: now,
  };
  try {
    return readPayload(JSON.parse(payload), failed, now, depth);
  } catch {
    return [poison("is not JSON")];
  }
}

/** The event of the invocation that failed. */
function readPayload(
  payload: unknown,
  failed: FailureDetails,
  now: string,
  depth: number,
  functionArn?: unknown,
): FailureReport[] {
  const { Records, drain, sweep, count, examine } = fields(payload);
  const events = sesMessagesIn(fields(payload));
  if (events !== undefined) {
    const { retryCount, firstFailedAt } = fields(payload);
    const details = kept({ ...failed, retryCount, timestamp: firstFailedAt }, failed.timestamp);
    return [feedback(events, details, functionArn)];
  }
  if (Array.isArray(Records)) return Records.flatMap(each => readNotification(each, now, depth));
  if ([drain, sweep, count, examine].some(routine => routine !== undefined))
    return [{ kind: "routine", failed }];
  let event: ManagerEvent;
  try {
    event = parseManagerEvent(payload);
  } catch {
    return [poison("names no username")];
  }
  const { usernames, retryCount, firstFailedAt: timestamp = failed.timestamp } = event;
  const messages = usernames.map(username => {
    const origin = originOf(event, username);
    return dlqMessage(username, correlationIdFor(event, username), origin, {
      ...failed,
      retryCount,
      timestamp,
    });
  });
  return [{ kind: "operations", messages }];
}

/** The messages of SES in a report, or in the event of the recorder; undefined if it has none. */
function sesMessagesIn(record: Record<string, unknown>): string[] | undefined {
  const { messages, source, detail, mail, eventType, notificationType } = record;
  if (Array.isArray(messages) && messages.length > 0 && messages.every(isText)) return messages;
  if (source === SES_EVENT_SOURCE && detail !== undefined) return [JSON.stringify(detail)];
  if (mail !== undefined && (isText(eventType) || isText(notificationType))) return [JSON.stringify(record)];
  return undefined;
}

function feedback(messages: string[], failed: FailureDetails, functionArn: unknown): FailureReport {
  const target = isText(functionArn) ? { functionArn: withoutQualifier(functionArn) } : {};
  return { kind: "feedback", feedback: { ...failed, messages, ...target } };
}

/** How an operation failed, as a message that was kept says; what is missing gets a default. */
function kept(record: Record<string, unknown>, now: string): FailureDetails {
  const { errorType, errorMessage, retryCount, timestamp } = record;
  return {
    errorType: isText(errorType) ? errorType : "Undelivered",
    errorMessage: isText(errorMessage) ? errorMessage : "the recorder could not be invoked",
    retryCount: Number.isSafeInteger(retryCount) && Number(retryCount) >= 0 ? Number(retryCount) : 0,
    timestamp: isText(timestamp) && !Number.isNaN(Date.parse(timestamp)) ? timestamp : now,
  };
}

function readNotification(record: unknown, now: string, depth: number): FailureReport[] {
  const { Message } = fields(fields(record).Sns);
  return isText(Message) ? readText(Message, now, depth - 1) : [poison("is not a message of SNS")];
}

function readPositions(record: Record<string, unknown>, now: string): FailureReport {
  const { streamArn, shardId, startSequenceNumber, endSequenceNumber } = fields(record.DDBStreamBatchInfo);
  if (
    !isText(streamArn) ||
    !isText(shardId) ||
    !isNumber(startSequenceNumber) ||
    !isNumber(endSequenceNumber)
  )
    return poison("has no positions in a stream");
  const positions = { streamArn, shardId, startSequenceNumber, endSequenceNumber };
  return { kind: "positions", positions, failed: failureDetails(record, now) };
}

/** The function's own error if it returned one; otherwise why Lambda gave up. */
function failureDetails(record: Record<string, unknown>, now: string): FailureDetails {
  const { condition, approximateInvokeCount } = fields(record.requestContext);
  const { errorType, errorMessage } = fields(record.responsePayload);
  const why = isText(condition) ? condition : "Unknown";
  const tries = typeof approximateInvokeCount === "number" ? ` after ${approximateInvokeCount} tries` : "";
  return {
    errorType: isText(errorType) ? errorType : why,
    errorMessage: isText(errorMessage) ? errorMessage : `Lambda gave up${tries} (${why})`,
    retryCount: 0,
    timestamp:
      isText(record.timestamp) && !Number.isNaN(Date.parse(record.timestamp)) ? record.timestamp : now,
  };
}

function poison(problem: string): FailureReport {
  return { kind: "poison", problem };
}

function fields(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

/** Sequence numbers are whole numbers too large for JavaScript. */
function isNumber(value: unknown): value is string {
  return isText(value) && /^\d+$/.test(value);
}
