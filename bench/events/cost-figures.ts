import type { ExamineEvent } from "../../handlers/shared/examine-event";
import { createLogger } from "../../handlers/shared/logging/logger";
import { emittedMetrics } from "../../handlers/shared/metrics";
import { allowing } from "../../handlers/shared/sender-history";
import { startValidator } from "../../tests/support/email-validator/validator";
import { EventStore, NOW } from "../../tests/support/ses-events/event-store";
import { fromEventBridge, fromSns, startRecorder } from "../../tests/support/ses-events/recorder";
import type { Figure } from "../figure";
import { billOf, type Usage } from "./bill";
import { requireExact } from "./exact";
import { fateMessageOf, fateOf, LOGINS, type Mail, sendOf, usernameOf } from "./messages";
import { ENTRY_BYTES, usdOf } from "./prices";

const HOUR_MS = 3_600_000;

/** What everything around a million emails may cost, next to what SES takes for sending them. */
const MAX_USD = 5;

/** Of a login in an hour: twenty that send a million in a month do so in 200 hours of work. The limit is for this. */
const BUSY_MAILS = 250;

/** Of a login that sends a mail in an hour, each to functions that have just been started. */
const SPARSE_MAILS = 20;

/**
 * Dollars for a million emails by service, from what the real functions do on the model of DynamoDB.
 *
 * @throws Error if it is more than {@link MAX_USD}, or anything was not counted exactly
 */
export async function costFigures(): Promise<Figure[]> {
  const busy = billOf(await handled(LOGINS * BUSY_MAILS, BUSY_MAILS, false));
  const sparse = billOf(await handled(LOGINS * SPARSE_MAILS, 1, true));
  const total = sum(busy);
  if (!(total < MAX_USD))
    throw new Error(`A million emails cost ${total.toFixed(2)} dollars; the limit is ${MAX_USD}.`);
  const sending = { name: "sending them by SES", value: usdOf("ses-a-la-carte") * 1e6 };
  return [
    ...Object.entries(busy).map(([service, value]): Figure => ({
      name: `one million emails: ${service}`,
      value,
      unit: "USD",
    })),
    { name: "one million emails, everything", value: total, unit: "USD", reference: sending },
    {
      name: "the same, and its limit",
      value: total,
      unit: "USD",
      reference: { name: "the limit", value: MAX_USD },
    },
    {
      name: "the same, one mail an hour from each login",
      value: sum(sparse),
      unit: "USD",
      reference: sending,
    },
  ];
}

/**
 * @param perHour mails of a login
 * @param cold each function forgets what it knows between mails
 */
async function handled(count: number, perHour: number, cold: boolean): Promise<Usage> {
  const everyMs = HOUR_MS / perHour / LOGINS;
  const store = new EventStore();
  const usage: Usage = { mails: count, invocations: 0, published: 0, toEventBridge: 0, logBytes: 0, store };
  const first = NOW - (NOW % HOUR_MS);
  let functions = start(usage);
  const mails = Array.from({ length: count }, (_, number): Mail => ({
    number,
    sentAt: first + number * everyMs,
  }));
  for (const mail of mails.slice(0, LOGINS)) functions.allow(usernameOf(mail), first - HOUR_MS);
  const startedWith = { ...store.units };
  for (const mail of mails) {
    store.now = mail.sentAt;
    if (cold) functions = start(usage);
    await functions.mail(mail);
  }
  store.now += HOUR_MS / 2;
  await functions.countAll();
  store.units.read -= startedWith.read;
  requireExact(await store.total(), mails);
  return usage;
}

/** The functions as SES's messages reach them. */
function start(usage: Usage) {
  const { store } = usage;
  const write = (line: string) => void (usage.logBytes += Buffer.byteLength(line) + ENTRY_BYTES);
  const environment = { STACK_NAME: "production", LOG_LEVEL: "INFO" };
  const logOf = (service: string) => createLogger(service, { write, environment, now: () => store.now });
  const recorder = startRecorder({
    store,
    log: logOf("smtp-feedback-recorder"),
    metrics: emittedMetrics("production", () => store.now, write),
  });
  const validator = startValidator({ store, log: logOf("smtp-email-validator") });

  const record = async (event: Parameters<typeof recorder.handle>[0]) => {
    usage.invocations++;
    await recorder.handle(event);
    for (const { Payload } of recorder.invoked.splice(0)) {
      usage.invocations++;
      await validator.handle(JSON.parse(Payload) as ExamineEvent);
    }
  };
  const fromRule = async (detail: unknown) => {
    usage.toEventBridge++;
    await record(fromEventBridge(detail));
  };
  return {
    allow: (username: string, at: number) =>
      validator.putSenders(allowing(undefined, ["*@company.example"], at), username),
    mail: async (mail: Mail) => {
      const sent = sendOf(mail);
      await fromRule(sent);
      usage.invocations++;
      await validator.handle({ detail: sent });
      const fate = fateMessageOf(mail);
      if (fateOf(mail) === "delivered") return fromRule(fate);
      usage.published++;
      await record(fromSns(fate));
    },
    /** At the end. */
    countAll: async () => {
      await record({ count: { cause: "daily" } });
      if (validator.violations().length + validator.alerts.length > 0)
        throw new Error("A mail was not taken for one of a normal login.");
    },
  };
}

function sum(bill: Readonly<Record<string, number>>): number {
  return Object.values(bill).reduce((total, usd) => total + usd, 0);
}
