import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { SQSClient } from "@aws-sdk/client-sqs";
import { boundedClient } from "../shared/client-options";
import {
  type CommonEnvironment,
  type Environment,
  required,
  requiredList,
  requiredNumber,
} from "../shared/environment";
import { createLogger, type Log } from "../shared/logging/logger";
import { emittedMetrics, type Metrics } from "../shared/metrics";
import { identify, observed } from "../shared/observed";
import { park, parkingOf } from "../shared/park";
import { traced } from "../shared/tracing/aws-client";
import { EventTable } from "../email-events/table";
import type { ExamineEvent } from "../shared/examine-event";
import { CircuitBreaker } from "./breaker/breaker";
import type { ValidatorEnvironment } from "./environment";
import { readSentMail } from "./sent-mail";
import { stopLogin } from "./stop-login";
import { validate, type ValidationPorts } from "./validate";

/** The fields used of an event: one of EventBridge, or what `smtp-dlq-processor` retries. */
export interface ValidatorEvent {
  /** Of SES. */
  detail?: unknown;
  /** Events of SES that could not be validated before, as JSON. */
  messages?: readonly string[];
  /** Of the recorder. */
  examine?: ExamineEvent["examine"];
  correlationId?: string;
}

/** The fields used of a Lambda context. */
interface ValidatorContext {
  awsRequestId?: string;
  invokedFunctionArn: string;
}

/** The services; a test passes its own. */
export interface ValidatorClients {
  dynamodb: Pick<DynamoDBClient, "send">;
  lambda: Pick<LambdaClient, "send">;
  sns: Pick<SNSClient, "send">;
  sqs: Pick<SQSClient, "send">;
}

const SERVICE = "smtp-email-validator";

/** Within the function's 30 s; what fails after that, Lambda and then the processor retry. */
const MAX_ATTEMPTS = 3;

function clients(): ValidatorClients {
  const options = boundedClient(MAX_ATTEMPTS);
  return {
    dynamodb: traced(new DynamoDBClient(options)),
    lambda: traced(new LambdaClient(options)),
    sns: traced(new SNSClient(options)),
    sqs: traced(new SQSClient(options)),
  };
}

/**
 * Creates `smtp-email-validator`. It compares each message that SES accepted from a login with what that login may send,
 * and stops a login that sent something else, or that harms the account's reputation, if the settings say so. It is invoked only asynchronously: if it fails,
 * Lambda retries the event twice, and then `smtp-dlq-processor` keeps it and retries it for hours.
 *
 * @throws Error that names a missing variable
 */
export function createHandler(
  environment: Environment<ValidatorEnvironment & CommonEnvironment>,
  services: ValidatorClients = clients(),
  now: () => number = Date.now,
  log: Log = createLogger(SERVICE),
  metrics: Metrics = emittedMetrics(required(environment, "STACK_NAME"), now),
) {
  const parking = parkingOf(environment);
  const [ownSet = "", ...otherSets] = requiredList(environment, "CONFIGURATION_SETS");
  const ports: ValidationPorts = {
    ...services,
    table: required(environment, "TABLE_NAME"),
    manager: required(environment, "MANAGER_FUNCTION_NAME"),
    alertTopicArn: parking.alertTopicArn,
    configurationSets: [ownSet, ...otherSets],
    suspends: required(environment, "ENFORCEMENT") === "suspend",
    retention: {
      days: requiredNumber(environment, "EVENT_RETENTION_DAYS"),
      attribute: required(environment, "TTL_ATTRIBUTE"),
    },
    now,
    log,
    metrics,
  };

  const breaker = circuitBreaker(environment, ports);

  return observed(SERVICE, log, async (event: ValidatorEvent, context: ValidatorContext): Promise<void> => {
    if (event.examine !== undefined) {
      identify({ operation: "examine", correlation_id: event.correlationId });
      for (const username of event.examine.usernames) await breaker.examine(username);
      return;
    }
    identify({ operation: "validate" });
    const messages = messagesIn(event);
    const [, , , , accountId = ""] = context.invokedFunctionArn.split(":");
    for (const message of messages) {
      const read = readSentMail(message, accountId, new Date(now()).toISOString());
      if (read.kind === "sent") {
        await validate(read.mail, ports);
        // What was sent through another set is not counted.
        if (read.mail.configurationSet === ownSet) await breaker.sent(read.mail.username);
      } else if (read.kind === "invalid") {
        log.error("parked: not an event of SES", { problem: read.problem, characters: message.length });
        await park({ ...services, log }, parking, message);
      }
    }
  });
}

function circuitBreaker(
  environment: Environment<ValidatorEnvironment>,
  ports: ValidationPorts,
): CircuitBreaker {
  const { dynamodb, sns, table, retention, alertTopicArn: TopicArn, now, log } = ports;
  const settings = {
    suspends: required(environment, "CIRCUIT_BREAKER") === "suspend",
    thresholds: {
      minRecipients: requiredNumber(environment, "BREAKER_MIN_RECIPIENTS"),
      bounceRate: requiredNumber(environment, "BREAKER_BOUNCE_RATE"),
      complaintRate: requiredNumber(environment, "BREAKER_COMPLAINT_RATE"),
      burstFactor: requiredNumber(environment, "BREAKER_BURST_FACTOR"),
    },
    retention,
  };
  return new CircuitBreaker(
    {
      dynamodb,
      table: new EventTable(dynamodb, table),
      stop: async (username, request) => (await stopLogin(ports, username, request)) === "new",
      alert: async alert => {
        await sns.send(new PublishCommand({ TopicArn, ...alert }));
      },
      now,
      log,
    },
    settings,
  );
}

/** @throws Error if there is none */
function messagesIn({ messages, detail }: ValidatorEvent): readonly string[] {
  if (messages !== undefined) return messages;
  if (detail !== undefined) return [JSON.stringify(detail)];
  throw new Error("Invalid validator event: expected an event of EventBridge, messages, or examine.");
}
