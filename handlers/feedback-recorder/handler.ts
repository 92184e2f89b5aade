import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { SESv2Client } from "@aws-sdk/client-sesv2";
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { SQSClient } from "@aws-sdk/client-sqs";
import { attributedWithin } from "../email-events/attribution";
import type { EmailEvent } from "../email-events/events";
import { parseMessage } from "../email-events/parse/parse";
import { EventRecorder } from "../email-events/record/record-events";
import type { Retention } from "../email-events/retention";
import { EventTable } from "../email-events/table";
import { boundedClient } from "../shared/client-options";
import { type CommonEnvironment, type Environment, required, requiredNumber } from "../shared/environment";
import { createLogger, type FunctionLog } from "../shared/logging/logger";
import { emittedMetrics, type Metrics } from "../shared/metrics";
import { identify, observed } from "../shared/observed";
import { park, parkingOf } from "../shared/park";
import { traced } from "../shared/tracing/aws-client";
import { AccountWatch } from "./account/account-watch";
import { type DailyClients, dailyRun } from "./daily";
import type { RecorderEnvironment } from "./environment";
import { Examinations } from "./examinations";
import { logLine } from "./log-line";
import { messagesIn, type RecorderEvent } from "./messages";

/** The fields used of a Lambda context. */
interface RecorderContext {
  awsRequestId?: string;
  invokedFunctionArn: string;
  getRemainingTimeInMillis(): number;
}

/** The services; a test passes its own. */
export interface RecorderClients extends DailyClients {
  lambda: Pick<LambdaClient, "send">;
  sns: Pick<SNSClient, "send">;
  sqs: Pick<SQSClient, "send">;
}

const SERVICE = "smtp-feedback-recorder";

/** Within the function's 60 s; what fails after that, Lambda and then the processor retry. */
const MAX_ATTEMPTS = 3;

function clients(): RecorderClients {
  const options = boundedClient(MAX_ATTEMPTS);
  return {
    dynamodb: traced(new DynamoDBClient(options)),
    lambda: traced(new LambdaClient(options)),
    // It may be called once a second, and another attempt could send an email twice.
    ses: traced(new SESv2Client(boundedClient(1))),
    sns: traced(new SNSClient(options)),
    alerts: traced(new SNSClient(boundedClient(1))),
    sqs: traced(new SQSClient(options)),
  };
}

/**
 * Creates `smtp-feedback-recorder`. It records the events of SES: bounces and complaints for each recipient, and counts
 * of everything. Its log has a line for each event. It is invoked only asynchronously: if it fails, Lambda retries the
 * event twice, and then `smtp-dlq-processor` keeps it and retries it for hours.
 *
 * @throws Error that names a missing variable
 */
export function createHandler(
  environment: Environment<RecorderEnvironment & CommonEnvironment>,
  services: RecorderClients = clients(),
  now: () => number = Date.now,
  logger: FunctionLog = createLogger(SERVICE),
  metrics: Metrics = emittedMetrics(required(environment, "STACK_NAME"), now),
) {
  const table = new EventTable(services.dynamodb, required(environment, "TABLE_NAME"));
  const parking = parkingOf(environment);
  const retention: Retention = {
    days: requiredNumber(environment, "EVENT_RETENTION_DAYS"),
    attribute: required(environment, "TTL_ATTRIBUTE"),
  };
  const quotaAlert = requiredNumber(environment, "QUOTA_ALERT");
  const runDaily = dailyRun(environment, services, table, retention, logger, now);
  const examinations = new Examinations({
    lambda: services.lambda,
    validator: required(environment, "VALIDATOR_FUNCTION_NAME"),
    now,
    log: logger,
  });
  let recorder: EventRecorder | undefined;
  let account: AccountWatch | undefined;

  const watch = (accountId: string, region: string) =>
    new AccountWatch({
      table,
      ses: services.ses,
      metrics,
      alert: async alert => {
        await services.sns.send(new PublishCommand({ TopicArn: parking.alertTopicArn, ...alert }));
      },
      log: logger,
      now,
      quotaAlert,
      place: { accountId, region },
    });

  /** @returns the events; any other message is parked, because no retry would change it */
  const parse = async (messages: readonly string[]): Promise<EmailEvent[]> => {
    const events: EmailEvent[] = [];
    for (const message of messages) {
      const parsed = parseMessage(message, new Date(now()).toISOString());
      if (parsed.kind === "event") events.push(parsed.event);
      else if (parsed.kind === "notice") logger.info("SES validated the topic");
      else {
        logger.error("parked: not an event of SES", { problem: parsed.problem, characters: message.length });
        await park({ ...services, log: logger }, parking, message);
      }
    }
    return events;
  };

  return observed(SERVICE, logger, async (event: RecorderEvent, context: RecorderContext): Promise<void> => {
    identify({ operation: event.count === undefined ? "record" : "count" });
    if (event.count !== undefined) {
      logger.info("count", { cause: event.count.cause });
      return runDaily(() => context.getRemainingTimeInMillis());
    }
    const messages = messagesIn(event);
    const [, , , region = "", accountId = ""] = context.invokedFunctionArn.split(":");
    recorder ??= new EventRecorder(table, { accountId, retention }, now);
    const events = await parse(messages);
    const { tooOld, against } = await recorder.record(events);
    await examinations.request(against);
    if (tooOld > 0) logger.warn("not counted: the mail is too old", { marks: tooOld });
    for (const each of events) {
      if (each.kind === "unknown") logger.warn("unknown type of event", { type: each.type });
      logger.always("email", logLine(attributedWithin(accountId, each)));
    }
    metrics.emit({ SuccessfulSends: deliveredIn(events) });
    if (events.length > 0) await (account ??= watch(accountId, region)).look();
  });
}

/** How many recipients' servers have accepted a message. */
function deliveredIn(events: readonly EmailEvent[]): number {
  return events.reduce((sum, event) => sum + (event.kind === "delivery" ? event.recipients.length : 0), 0);
}
