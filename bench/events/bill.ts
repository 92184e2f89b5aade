import { sizeOf } from "../../handlers/reconciler/adapters/item-size";
import { MARK_DAYS } from "../../handlers/email-events/retention";
import type { EventStore } from "../../tests/support/ses-events/event-store";
import { CALL_SECONDS, INVOCATION_SECONDS, ITEM_BYTES, MEMORY_GB, TRACED_SHARE, usdOf } from "./prices";

/** What a run used. */
export interface Usage {
  mails: number;
  invocations: number;
  /** Messages that SES publishes to topics, and hands to EventBridge. */
  published: number;
  toEventBridge: number;
  logBytes: number;
  store: EventStore;
}

/** Dollars for a million emails like those of a run, by service. */
export function billOf(usage: Usage): Record<string, number> {
  const { mails, invocations, published, toEventBridge, logBytes, store } = usage;
  const calls = store.calls.length;
  const itemBytes = store.model.all().reduce((sum, item) => sum + sizeOf(item) + ITEM_BYTES, 0);
  const seconds = invocations * INVOCATION_SECONDS + calls * CALL_SECONDS;
  const bill = {
    "Lambda, requests": invocations * usdOf("lambda-requests"),
    "Lambda, time": seconds * MEMORY_GB * usdOf("lambda-gb-seconds"),
    "DynamoDB, writes": store.units.write * usdOf("dynamodb-writes"),
    "DynamoDB, reads": store.units.read * usdOf("dynamodb-reads"),
    "DynamoDB, storage": (itemBytes / 1e9) * (MARK_DAYS / 30) * usdOf("dynamodb-gb-month"),
    "CloudWatch Logs, entries": (logBytes / 1e9) * usdOf("log-gigabytes"),
    "CloudWatch Logs, storage for a month": (logBytes / 1e9) * usdOf("log-gb-month"),
    "SNS, messages": published * usdOf("sns-publishes"),
    "EventBridge, events": toEventBridge * usdOf("eventbridge-events"),
    "X-Ray, traces of 5%": invocations * TRACED_SHARE * usdOf("xray-traces"),
  };
  const scale = 1e6 / mails;
  return Object.fromEntries(Object.entries(bill).map(([service, usd]) => [service, usd * scale]));
}
