import { randomUUID } from "node:crypto";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { logLine } from "../../handlers/feedback-recorder/log-line";
import { emittedMetrics } from "../../handlers/shared/metrics";
import type { EmailEvent } from "../../handlers/email-events/events";
import { createLogger } from "../../handlers/shared/logging/logger";
import { inScope } from "../../handlers/shared/logging/scope";
import { ACCOUNT, eventsIn, EventStore, NOW } from "../../tests/support/ses-events/event-store";
import type { Figure } from "../figure";
import { ENTRY_BYTES, INVOCATION_SECONDS, MEMORY_GB, USD } from "./prices";
import { validationFigures } from "./validation-figures";

const EVENTS = 100_000;
const MAX_BATCH = 100;
const LOGINS = 20;

/** One in this many mails bounces, and one in as many of the bounces is complained about instead. */
const BOUNCE_EVERY = 50;

/** What becomes of sent mail, through the real recorder on the model of DynamoDB, in batches of three sizes. */
export async function eventFigures(): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const batch of [1, 10, MAX_BATCH]) figures.push(...(await recordAll(batch)));
  figures.push(...(await repeatAll()), ...(await validationFigures()));
  return figures;
}

async function recordAll(batch: number): Promise<Figure[]> {
  const store = new EventStore();
  const recorder = store.recorder();
  let logBytes = 0;
  const write = (line: string) => void (logBytes += Buffer.byteLength(line) + ENTRY_BYTES);
  const log = createLogger("smtp-feedback-recorder", { write, environment: { STACK_NAME: "production" } });
  const metrics = emittedMetrics("production", () => NOW, write);
  const identity = { correlation_id: randomUUID(), request_id: randomUUID(), operation: "record" };
  const started = performance.now();
  for (let from = 0; from < EVENTS; from += batch) {
    const events = eventsFrom(from, batch);
    await recorder.record(events);
    metrics.emit({ SuccessfulSends: events.filter(({ kind }) => kind === "delivery").length });
    inScope(identity, () => {
      for (const event of events) log.always("email", logLine(event));
      log.info("done", { duration_ms: 20, cold_start: false });
    });
  }
  const milliseconds = performance.now() - started;
  const calls = store.calls.length;
  const { writeUnits } = store;
  requireExact(await store.total(), EVENTS);
  const name = `batches of ${batch}`;
  const figures: Figure[] = [
    { name: `DynamoDB calls an event, ${name}`, value: calls / EVENTS, unit: "calls" },
    { name: `time of 1,000 events, ${name}`, value: (milliseconds / EVENTS) * 1000, unit: "ms" },
  ];
  if (batch === 1)
    figures.push({
      name: "recording one million emails",
      value: costOf(EVENTS, writeUnits, store.writeUnits - writeUnits, logBytes),
      unit: "USD",
      reference: { name: "sending them by SES", value: 100 },
    });
  return figures;
}

/** A tenth of the events ten times: the table does not grow anymore, so what grows would be the recorder. */
async function repeatAll(): Promise<Figure[]> {
  const store = new EventStore();
  const recorder = store.recorder();
  const heap: number[] = [];
  for (let round = 0; round < 10; round++) {
    for (let from = 0; from < EVENTS / 10; from += MAX_BATCH)
      await recorder.record(eventsFrom(from, MAX_BATCH));
    store.calls.length = 0;
    heap.push(heapMb());
  }
  requireExact(await store.total(), EVENTS / 10);
  return [
    {
      name: "heap after 100,000 events",
      value: heap.at(-1) ?? NaN,
      unit: "MB",
      reference: { name: "after 20,000", value: heap[1] ?? NaN },
    },
  ];
}

/** @returns dollars for one million emails, of two events each, at the share of bounces that was measured */
function costOf(events: number, writeUnits: number, countUnits: number, logBytes: number): number {
  const scale = 1_000_000 / (events / 2);
  const perMillion =
    events * (USD.request + INVOCATION_SECONDS * MEMORY_GB * USD.gbSecond) +
    (writeUnits + countUnits) * USD.writeUnit +
    events * USD.readUnit + // counting reads every mark, of about 150 bytes, far less than once a minute
    (logBytes / 1e9) * USD.logGb;
  return perMillion * scale;
}

function requireExact(counted: Readonly<Record<string, number>>, events: number): void {
  const expected: Record<string, number> = {};
  for (let index = 0; index < events; index++) {
    const counter = counterOf(index);
    expected[counter] = (expected[counter] ?? 0) + 1;
  }
  expected.sent = expected.sent_messages ?? 0;
  const wrong = Object.keys({ ...expected, ...counted }).find(name => expected[name] !== counted[name]);
  if (wrong !== undefined)
    throw new Error(`${wrong}: counted ${counted[wrong] ?? 0}, but there were ${expected[wrong] ?? 0}`);
}

/** Even numbers are sends; the number after a send says what became of it. */
function counterOf(index: number): string {
  if (index % 2 === 0) return "sent_messages";
  const mail = (index - 1) / 2;
  if (mail % BOUNCE_EVERY !== 0) return "delivered";
  return mail % (BOUNCE_EVERY * BOUNCE_EVERY) === 0 ? "complaints" : "bounced_permanent";
}

/** Parsed from SES's own JSON, as the function gets them. */
function eventsFrom(from: number, count: number): EmailEvent[] {
  return eventsIn(Array.from({ length: count }, (_, index) => messageOf(from + index)));
}

function messageOf(index: number): unknown {
  const mailNumber = Math.floor(index / 2);
  const recipient = `reader${mailNumber}@mail.example`;
  const sentAt = new Date(NOW - 3_600_000 + mailNumber * 50).toISOString();
  const mail = {
    timestamp: sentAt,
    source: "noreply@company.example",
    sendingAccountId: ACCOUNT,
    messageId: `010701933c1f${String(mailNumber).padStart(8, "0")}-2ce1ba85-0b5e-4b11-9d0e-9c0668bb62a0-000000`,
    destination: [recipient],
    headers: [{ name: "Subject", value: "Your invoice" }],
    tags: { "ses:caller-identity": [`ses-smtp-user-login${mailNumber % LOGINS}-1763000000`] },
  };
  const feedback = { feedbackId: `f-${mailNumber}`, timestamp: sentAt };
  switch (counterOf(index)) {
    case "sent_messages":
      return { eventType: "Send", mail, send: {} };
    case "delivered":
      return {
        eventType: "Delivery",
        mail,
        delivery: { timestamp: sentAt, recipients: [recipient], smtpResponse: "250 2.0.0 OK" },
      };
    case "complaints":
      return {
        eventType: "Complaint",
        mail,
        complaint: { ...feedback, complainedRecipients: [{ emailAddress: recipient }] },
      };
    default:
      return {
        eventType: "Bounce",
        mail,
        bounce: {
          ...feedback,
          bounceType: "Permanent",
          bounceSubType: "General",
          bouncedRecipients: [{ emailAddress: recipient, status: "5.1.1" }],
        },
      };
  }
}

function heapMb(): number {
  setFlagsFromString("--expose_gc");
  (runInNewContext("gc") as () => void)();
  return process.memoryUsage().heapUsed / 1e6;
}
