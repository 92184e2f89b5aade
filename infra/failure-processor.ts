import type * as pulumi from "@pulumi/pulumi";
import { Permission } from "@pulumi/aws/lambda";
import type { Schedule } from "@pulumi/aws/scheduler";
import { TopicSubscription } from "@pulumi/aws/sns";
import type { ProcessorEnvironment } from "../handlers/dlq-processor/environment";
import { STATUS_ATTRIBUTES } from "../handlers/shared/record-statuses";
import { CREDENTIAL_PK } from "../records/keys";
import type { Manager } from "./credentials";
import type { Dispatcher } from "./dispatcher";
import type { Events } from "./events";
import { limitDeadLetters } from "./failures";
import type { EmailValidator } from "./email-validator";
import type { FeedbackRecorder } from "./feedback-recorder";
import type { Foundation } from "./foundation";
import { handlerIn, LambdaFunction } from "./function";
import { publishAlerts } from "./grants/alerts";
import { drainDeadLetters, parkFailures } from "./grants/failures";
import { invokeDispatcher, invokeManager, invokeRecorder, invokeValidator } from "./grants/functions";
import { records } from "./grants/records";
import { readStreamPositions } from "./grants/stream";
import { bookWakeUps } from "./grants/wake-ups";
import { parkEvents } from "./on-failure";
import { scheduleDaily, type WakeUps } from "./wake-ups";

/** Processes failures. Everything that sends failures depends on `ready`: before that, a failure would be lost. */
export interface Processor {
  readonly functionName: pulumi.Output<string>;
  readonly functionArn: pulumi.Output<string>;
  readonly roleArn: pulumi.Output<string>;
  readonly logGroupArn: pulumi.Output<string>;
  readonly ready: readonly pulumi.Resource[];
}

/** The functions that it invokes. */
interface Retried {
  manager: Manager;
  dispatcher: Dispatcher;
  recorder: FeedbackRecorder;
  validator: EmailValidator;
}

/**
 * Stores failed operations, and has them retried when a wake-up fires. The function subscribes to the topic and not to
 * the queue, which Lambda would poll all the time; and failures must be parsed before they are stored.
 */
export function createFailureProcessor(
  foundation: Foundation,
  wakeUps: WakeUps,
  { manager, dispatcher, recorder, validator }: Retried,
  { bounceTopic, complaintTopic }: Events,
): Processor {
  const { settings, account, store, failures, alerts } = foundation;
  const processor = new LambdaFunction("smtp-dlq-processor", {
    handler: handlerIn<ProcessorEnvironment>("dlq-processor"),
    description: "Keeps failed operations in the dead-letter queue, and retries them",
    memoryMb: 256,
    timeoutSeconds: 45, // less than the time for which it makes a message invisible
    uses: [
      records(store).readAttributes(CREDENTIAL_PK, [...STATUS_ATTRIBUTES]),
      readStreamPositions(store),
      drainDeadLetters(failures),
      parkFailures(failures),
      publishAlerts(alerts),
      invokeManager(manager),
      invokeDispatcher(dispatcher),
      invokeRecorder(recorder),
      invokeValidator(validator),
      bookWakeUps(foundation, wakeUps),
    ],
    environment: {},
    settings,
  });
  const { functionName, functionArn, roleArn, logGroupArn } = processor;
  const parking = parkEvents("smtp-dlq-processor", foundation, functionName);
  const queuePolicy = limitDeadLetters(
    account,
    failures,
    {
      topicArns: [bounceTopic.arn, complaintTopic.arn],
      ruleArns: [recorder.rule.arn, validator.rule.arn],
    },
    roleArn,
  );
  const subscription = subscribe(foundation, functionArn, [parking, queuePolicy]);
  return { functionName, functionArn, roleArn, logGroupArn, ready: [parking, queuePolicy, subscription] };
}

/**
 * SNS retries a function that does not answer for 23 days, and then drops the message
 * (https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html); if it may not invoke the function, it
 * drops the message at once. The redrive queue is the dead-letter queue itself, where the next drain can read it.
 */
function subscribe(
  { failures }: Foundation,
  processorArn: pulumi.Input<string>,
  dependsOn: pulumi.Resource[],
): TopicSubscription {
  const permission = new Permission("smtp-dlq-processor", {
    function: processorArn,
    action: "lambda:InvokeFunction",
    principal: "sns.amazonaws.com",
    sourceArn: failures.topic.arn,
  });
  return new TopicSubscription(
    "smtp-dlq-processor",
    {
      topic: failures.topic.arn,
      protocol: "lambda",
      endpoint: processorArn,
      redrivePolicy: failures.deadLetterQueue.arn.apply(arn => JSON.stringify({ deadLetterTargetArn: arn })),
    },
    { dependsOn: [permission, ...dependsOn] },
  );
}

/** Finds messages without a wake-up: one was lost, or a person sent the message. */
export function drainDaily(
  wakeUps: WakeUps,
  { functionArn }: Processor,
  ready: readonly pulumi.Resource[],
): Schedule {
  return scheduleDaily("smtp-drain", wakeUps, functionArn, { drain: "daily" }, "cron(47 3 * * ? *)", ready);
}
