import { type DlqMessage, dlqMessage, usernameIn } from "../shared/dlq-message";
import { type Arrival, readArrivals } from "./arrivals";
import { isAtLimit, pauseMs } from "./backoff";
import type { Delayed, ProcessorPorts } from "./ports";

/**
 * Keeps what failed until it is tried again: each operation is a message of its own in the dead-letter queue, and somebody
 * wakes up for it. What nobody can try again is parked.
 *
 * @param text as it arrived
 * @throws if it may not be kept
 */
export async function keep(text: string, ports: ProcessorPorts): Promise<void> {
  const now = new Date(ports.now()).toISOString();
  for (const arrival of readArrivals(text, now)) await keepArrival(arrival, text, ports);
}

async function keepArrival(arrival: Arrival, text: string, ports: ProcessorPorts): Promise<void> {
  switch (arrival.kind) {
    case "operations":
      return keepMessages(arrival.messages, ports);
    case "positions": {
      const changed = await ports.readStream(arrival.positions);
      if (changed === undefined) {
        ports.log.info("sweep for positions that the stream cannot tell", { ...arrival.positions });
        return ports.sweep();
      }
      const { failed } = arrival;
      return keepMessages(
        changed.map(({ username, eventId = "none", origin }) =>
          dlqMessage(username, eventId, origin, failed),
        ),
        ports,
      );
    }
    case "routine":
      return ports.log.info("left to the next one of its kind", { error_type: arrival.failed.errorType });
    case "poison":
      ports.log.error("parked, because nobody can try it again", {
        problem: arrival.problem,
        characters: text.length,
      });
      return ports.park(text);
  }
}

/**
 * The wake-ups come first: one that finds nothing does no harm, and a message that nobody wakes up for is found by the
 * daily sweep only.
 */
async function keepMessages(messages: readonly DlqMessage[], ports: ProcessorPorts): Promise<void> {
  const stopping = await ports.stopping(messages.map(usernameIn));
  const now = ports.now();
  const kept: Delayed[] = [];
  for (const message of messages) {
    const stops = stopping.has(usernameIn(message));
    const fields = logFields(message);
    if (isAtLimit(message, stops, now)) {
      ports.log.error("parked after the last try", fields);
      await ports.park(JSON.stringify(message));
    } else {
      const delayMs = pauseMs(message.retryCount, stops, ports.random());
      ports.log.info("to be tried again", { ...fields, delay_ms: Math.round(delayMs), stops });
      kept.push({ message, delayMs });
    }
  }
  // One wake-up for all that are due in the same minute.
  const minutes = new Map(kept.map(({ delayMs }) => [Math.ceil((now + delayMs) / 60_000), now + delayMs]));
  for (const atMs of minutes.values()) await ports.book(atMs);
  if (kept.length > 0) await ports.queue.send(kept);
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
