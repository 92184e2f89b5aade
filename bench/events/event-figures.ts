import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { EmailEvent } from "../../handlers/email-events/events";
import { eventsIn, EventStore, NOW } from "../../tests/support/ses-events/event-store";
import type { Figure } from "../figure";
import { costFigures } from "./cost-figures";
import { requireExact } from "./exact";
import { fateMessageOf, type Mail, sendOf } from "./messages";

const EVENTS = 100_000;
const MAX_BATCH = 100;

/** What becomes of sent mail, through the real recorder on the model of DynamoDB, in batches of three sizes; what it costs. */
export async function eventFigures(): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const batch of [1, 10, MAX_BATCH]) figures.push(...(await recordAll(batch)));
  return [...figures, ...(await repeatAll()), ...(await costFigures())];
}

async function recordAll(batch: number): Promise<Figure[]> {
  const store = new EventStore();
  const recorder = store.recorder();
  const started = performance.now();
  for (let from = 0; from < EVENTS; from += batch) await recorder.record(eventsFrom(from, batch));
  const milliseconds = performance.now() - started;
  const calls = store.calls.length;
  requireExact(await store.total(), mails(EVENTS / 2));
  const name = `batches of ${batch}`;
  return [
    { name: `DynamoDB calls an event, ${name}`, value: calls / EVENTS, unit: "calls" },
    { name: `time of 1,000 events, ${name}`, value: (milliseconds / EVENTS) * 1000, unit: "ms" },
  ];
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
  requireExact(await store.total(), mails(EVENTS / 20));
  return [
    {
      name: "heap after 100,000 events",
      value: heap.at(-1) ?? NaN,
      unit: "MB",
      reference: { name: "after 20,000", value: heap[1] ?? NaN },
    },
  ];
}

/** Parsed from SES's own JSON, as the function gets them. Even numbers are sends; the next says what became of it. */
function eventsFrom(from: number, count: number): EmailEvent[] {
  return eventsIn(
    Array.from({ length: count }, (_, index) => {
      const mail = mailAt(Math.floor((from + index) / 2));
      return (from + index) % 2 === 0 ? sendOf(mail) : fateMessageOf(mail);
    }),
  );
}

function mails(count: number): Mail[] {
  return Array.from({ length: count }, (_, number) => mailAt(number));
}

function mailAt(number: number): Mail {
  return { number, sentAt: NOW - 3_600_000 + number * 50 };
}

function heapMb(): number {
  setFlagsFromString("--expose_gc");
  (runInNewContext("gc") as () => void)();
  return process.memoryUsage().heapUsed / 1e6;
}
