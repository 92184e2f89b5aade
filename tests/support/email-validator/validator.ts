import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import { createHandler, type ValidatorEvent } from "../../../handlers/email-validator/handler";
import {
  allowing,
  allowingOnly,
  senderAttributes,
  type SenderHistory,
} from "../../../handlers/shared/sender-history";
import { enabledKey, holdKey, leaseKey, type ItemKey } from "../../../records/keys";
import { EventStore } from "../ses-events/event-store";
import type { Log } from "../../../handlers/shared/logging/logger";
import { type MailDetails, message } from "../ses-events/reported-shapes";

export const USERNAME = "jane.doe";
/** The IAM user in the messages that SES reports. */
export const userNameOf = (username: string) => `ses-smtp-user-${username}-1763000000`;
export const OWN_SET = "ses-smtp-prod";
/** When the messages were sent. */
export const SENT_AT = Date.parse("2026-11-20T09:14:05Z");
const MANAGER = "smtp-credential-manager";

export interface ValidatorOptions {
  enforcement?: "observe" | "suspend";
  /** Publishing an alert, invoking the manager: throws to make it fail. */
  beforePublish?: () => void;
  beforeInvoke?: () => void;
  /** Default: an empty one. */
  store?: EventStore;
  /** Default: standard output, as in Lambda. */
  log?: Log;
}

/** The handler on the model of DynamoDB, with a login that may send as anybody at its company. */
export function startValidator({
  enforcement = "suspend",
  beforePublish,
  beforeInvoke,
  store = new EventStore(),
  log,
}: ValidatorOptions = {}) {
  const alerts: { Subject: string; Message: string }[] = [];
  const invoked: { usernames: string[]; cause: string }[] = [];
  const parked: string[] = [];
  const metrics: Record<string, number>[] = [];
  const sns = {
    send: async ({ input }: { input: { Subject: string; Message: string } }) => {
      beforePublish?.();
      alerts.push(input);
    },
  };
  const lambda = {
    send: async ({ input }: { input: { FunctionName: string; Payload: string } }) => {
      beforeInvoke?.();
      if (input.FunctionName !== MANAGER) throw new Error(`not the manager: ${input.FunctionName}`);
      invoked.push(JSON.parse(input.Payload) as { usernames: string[]; cause: string });
    },
  };
  const sqs = {
    send: async ({ input }: { input: { MessageBody: string } }) => void parked.push(input.MessageBody),
  };
  const clients = { dynamodb: store.client(), lambda, sns, sqs } as unknown as Parameters<
    typeof createHandler
  >[1];
  const environment = {
    TABLE_NAME: "mail",
    MANAGER_FUNCTION_NAME: MANAGER,
    ALERT_TOPIC_ARN: "arn:aws:sns:eu-central-1:123456789012:alerts",
    PARKED_QUEUE_URL: "https://sqs.eu-central-1.amazonaws.com/123456789012/parked",
    CONFIGURATION_SETS: OWN_SET,
    ENFORCEMENT: enforcement,
    CIRCUIT_BREAKER: "observe",
    BREAKER_MIN_RECIPIENTS: "50",
    BREAKER_BOUNCE_RATE: "0.05",
    BREAKER_COMPLAINT_RATE: "0.001",
    BREAKER_BURST_FACTOR: "10",
    EVENT_RETENTION_DAYS: "90",
    TTL_ATTRIBUTE: "expires_at",
    STACK_NAME: "prod",
  };
  const handler = createHandler(environment, clients, () => store.now, log, {
    emit: values => void metrics.push({ ...values }),
  });
  const context = { invokedFunctionArn: "arn:aws:lambda:eu-central-1:123456789012:function:validator" };
  const item = (key: ItemKey) => {
    const found = store.model.get(key.PK, key.SK);
    return found && unmarshall(found);
  };
  const putSenders = (history: SenderHistory | undefined, username = USERNAME) => {
    const { PK, SK } = leaseKey(username);
    const attributes = Object.entries(senderAttributes(history)).flatMap(([name, value]) =>
      value ? [[name, value] as const] : [],
    );
    store.model.put({
      PK: { S: PK },
      SK: { S: SK },
      user_name: { S: userNameOf(username) },
      ...Object.fromEntries(attributes),
    });
  };
  putSenders(allowing(undefined, ["*@company.example"], SENT_AT - 3_600_000));
  return {
    ...{ store, alerts, invoked, parked, metrics, putSenders },
    handle: (event: ValidatorEvent) => handler(event, context),
    /** SES reports a message that the login sent. */
    sent: (details: MailDetails = {}) => handler({ detail: sentMail(details) }, context),
    hold: () => item(holdKey(USERNAME)),
    putHold: (hold: Readonly<Record<string, string>>) =>
      store.model.put(marshall({ ...holdKey(USERNAME), ...hold })),
    /** The login is enabled. */
    enable: (at: number) => {
      const [{ PK, SK }, hold] = [enabledKey(USERNAME), holdKey(USERNAME)];
      store.model.delete(hold.PK, hold.SK);
      store.model.put({ PK: { S: PK }, SK: { S: SK }, at: { S: new Date(at).toISOString() } });
    },
    violations: () => store.all().filter(({ entity_type }) => entity_type === "email_violation"),
    /** The list is replaced. */
    allowOnly: (patterns: string[], at: number) =>
      putSenders(allowingOnly(allowing(undefined, ["*@company.example"], SENT_AT - 3_600_000), patterns, at)),
  };
}

/** An event of the type Send. */
export function sentMail(details: MailDetails = {}): Record<string, unknown> {
  return message("event", "Send", { send: {} }, details);
}

/** A message whose header From has these mailboxes. */
export function from(...mailboxes: string[]): MailDetails {
  return { commonHeaders: { from: mailboxes, subject: "Please pay this invoice" } };
}
