import { sentMail, startValidator } from "../../tests/support/email-validator/validator";
import type { Figure } from "../figure";
import { INVOCATION_SECONDS, DONE_BYTES, MEMORY_GB, USD } from "./prices";

const MESSAGES = 10_000;

/** A read of up to 4 kB, consistent: https://aws.amazon.com/dynamodb/pricing/on-demand/ */
const READ_UNITS = 1;

/** What comparing each message with its login's list takes, through the real handler on the model of DynamoDB. */
export async function validationFigures(): Promise<Figure[]> {
  const { handle, store, violations, alerts } = startValidator();
  const events = Array.from({ length: MESSAGES }, () => ({ detail: sentMail() }));
  store.calls.length = 0;
  const started = performance.now();
  for (const event of events) await handle(event);
  const milliseconds = performance.now() - started;
  const reads = store.calls.filter(call => call === "BatchGetItem").length;
  if (violations().length > 0 || alerts.length > 0 || reads !== store.calls.length)
    throw new Error("A message that a login may send was not just read and let through.");
  const perMessage =
    USD.request +
    INVOCATION_SECONDS * MEMORY_GB * USD.gbSecond +
    (reads / MESSAGES) * READ_UNITS * USD.readUnit +
    (DONE_BYTES / 1e9) * USD.logGb;
  return [
    { name: "DynamoDB calls a message, validated", value: store.calls.length / MESSAGES, unit: "calls" },
    { name: "time of validating 1,000 messages", value: (milliseconds / MESSAGES) * 1000, unit: "ms" },
    {
      name: "validating one million emails",
      value: perMessage * 1e6,
      unit: "USD",
      reference: { name: "sending them by SES", value: 100 },
    },
  ];
}
