import { type DlqMessage, dlqMessage, usernameIn } from "../shared/dlq-message";
import { type FailedFeedback, type FailureReport, parseReports } from "./failure-reports";
import { isLastTry } from "../shared/retry-limit";
import { isAtLimit, pauseMs } from "./backoff";
import type { Delayed, ProcessorPorts } from "./ports";

/**
 * Stores failed operations until they are retried: each becomes a message in the dead-letter queue, and a wake-up is
 * booked for it. Messages that cannot be retried are parked.
 *
 * @param text the message as it arrived
 * @param target as {@link parseReports} takes it
 * @throws if it may not have been stored
 */
export async function keep(text: string, ports: ProcessorPorts, target?: string): Promise<void> {
  const now = new Date(ports.now()).toISOString();
  for (const report of parseReports(text, now, target)) await keepReport(report, text, ports);
}

async function keepReport(report: FailureReport, text: string, ports: ProcessorPorts): Promise<void> {
  switch (report.kind) {
    case "operations":
      return keepMessages(report.messages, ports);
    case "positions": {
      const discarded = await ports.readStream(report.positions);
      if (discarded === undefined) {
        ports.log.info("sweeping, because the stream no longer has these positions", {
          stream_arn: report.positions.streamArn,
          shard_id: report.positions.shardId,
          first_sequence_number: report.positions.startSequenceNumber,
          last_sequence_number: report.positions.endSequenceNumber,
        });
        return ports.sweep();
      }
      const { failed } = report;
      if (discarded.rules.length > 0) await ports.followRules(discarded.rules);
      return keepMessages(
        discarded.usernames.map(({ username, eventId = "none", origin }) =>
          dlqMessage(username, eventId, origin, failed),
        ),
        ports,
      );
    }
    case "feedback":
      return keepFeedback(report.feedback, ports);
    case "routine":
      return ports.log.info("left to the next sweep or drain", { error_type: report.failed.errorType });
    case "poison":
      ports.log.error("parked: cannot be retried", {
        problem: report.problem,
        characters: text.length,
      });
      return ports.park(text);
  }
}

/**
 * The wake-ups are booked first: one that finds nothing does no harm, but a message without one would wait for the
 * daily drain.
 */
async function keepMessages(messages: readonly DlqMessage[], ports: ProcessorPorts): Promise<void> {
  const stopping = await ports.stopping(messages.map(usernameIn));
  const now = ports.now();
  const kept: Delayed[] = [];
  for (const message of messages) {
    const stops = stopping.has(usernameIn(message));
    const fields = logFields(message);
    if (isAtLimit(message, stops, now)) {
      ports.log.error("parked: retries are used up", fields);
      await ports.park(JSON.stringify(message));
    } else {
      const delayMs = pauseMs(message.retryCount, stops, ports.random());
      ports.log.info("retry booked", { ...fields, delay_ms: Math.round(delayMs), stops });
      kept.push({ message, delayMs });
    }
  }
  // One wake-up for all that are due in the same minute.
  const minutes = new Map(kept.map(({ delayMs }) => [Math.ceil((now + delayMs) / 60_000), now + delayMs]));
  for (const atMs of minutes.values()) await ports.book(atMs);
  if (kept.length > 0) await ports.queue.send(kept);
}

/** Messages of SES are kept like operations; they name no username, and stop no login. */
async function keepFeedback(feedback: FailedFeedback, ports: ProcessorPorts): Promise<void> {
  const fields = feedbackFields(feedback);
  if (isLastTry(feedback.retryCount)) {
    ports.log.error("parked: retries are used up", fields);
    return ports.park(JSON.stringify(feedback));
  }
  const delayMs = pauseMs(feedback.retryCount, false, ports.random());
  ports.log.info("retry booked", { ...fields, delay_ms: Math.round(delayMs) });
  await ports.book(ports.now() + delayMs);
  await ports.queue.send([{ message: feedback, delayMs }]);
}

/** Nothing of the messages: they contain addresses. */
export function feedbackFields({ messages, errorType, retryCount, timestamp }: FailedFeedback) {
  return {
    ses_messages: messages.length,
    error_type: errorType,
    retry_count: retryCount,
    first_failed_at: timestamp,
  };
}

export function logFields(message: DlqMessage) {
  const { originalEvent, errorType, retryCount, timestamp } = message;
  return {
    username: usernameIn(message),
    correlation_id: originalEvent.eventID,
    error_type: errorType,
    retry_count: retryCount,
    first_failed_at: timestamp,
  };
}
