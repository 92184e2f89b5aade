import { createHandler, type RecorderClients } from "../../../handlers/feedback-recorder/handler";
import type { FunctionLog } from "../../../handlers/shared/logging/logger";
import type { Metrics } from "../../../handlers/shared/metrics";
import { recordedLog } from "../logging/recorded-log";
import { EventStore } from "./event-store";

const ENVIRONMENT = {
  TABLE_NAME: "mail",
  VALIDATOR_FUNCTION_NAME: "smtp-email-validator",
  EVENT_RETENTION_DAYS: "90",
  TTL_ATTRIBUTE: "expires_at",
  DELETE_EXPIRED: "everything",
  QUOTA_ALERT: "0.8",
  STACK_NAME: "test",
  PARKED_QUEUE_URL: "https://sqs.eu-central-1.amazonaws.com/123456789012/parked",
  ALERT_TOPIC_ARN: "arn:aws:sns:eu-central-1:123456789012:alerts",
};
const CONTEXT = {
  invokedFunctionArn: "arn:aws:lambda:eu-central-1:123456789012:function:recorder",
  getRemainingTimeInMillis: () => 60_000,
};

export interface RecorderOptions {
  store?: EventStore;
  /** Default: only errors and the lines of events, kept in `lines`. */
  log?: FunctionLog;
  /** Default: kept in `emitted`. */
  metrics?: Metrics;
}

/** The handler on the model of DynamoDB, in an account that has used 85% of its quota. */
export function startRecorder(options: RecorderOptions = {}) {
  const { store = new EventStore() } = options;
  const parked: string[] = [];
  const { log, entries } = recordedLog("smtp-feedback-recorder", "ERROR");
  const sqs = {
    send: async ({ input }: { input: { MessageBody: string } }) => void parked.push(input.MessageBody),
  };
  const published: { Subject?: string }[] = [];
  const sns = { send: async ({ input }: { input: { Subject?: string } }) => void published.push(input) };
  const ses = {
    send: async () => ({
      EnforcementStatus: "HEALTHY",
      SendQuota: { Max24HourSend: 1_000, MaxSendRate: 1, SentLast24Hours: 850 },
    }),
  } as unknown as RecorderClients["ses"];
  const invoked: { FunctionName: string; Payload: string }[] = [];
  const lambda = {
    send: async ({ input }: { input: (typeof invoked)[number] }) => void invoked.push(input),
  };
  const alerts = { send: async () => undefined };
  const clients = { dynamodb: store.client(), lambda, ses, sqs, sns, alerts };
  const emitted: Parameters<Metrics["emit"]>[0][] = [];
  const metrics = options.metrics ?? { emit: values => void emitted.push(values) };
  const handle = createHandler(ENVIRONMENT, clients, () => store.now, options.log ?? log, metrics);
  return {
    store,
    parked,
    lines: entries,
    published,
    invoked,
    emitted,
    handle: (event: Parameters<typeof handle>[0]) => handle(event, CONTEXT),
  };
}

/** Messages as SNS hands them over; texts as they are. */
export const fromSns = (...messages: unknown[]) => ({
  Records: messages.map(each => ({
    Sns: { Message: typeof each === "string" ? each : JSON.stringify(each) },
  })),
});

/** A message as EventBridge hands it over. */
export const fromEventBridge = (detail: unknown) => ({ source: "aws.ses", detail });
