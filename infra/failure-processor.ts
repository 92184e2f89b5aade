import type * as pulumi from "@pulumi/pulumi";
import { Permission } from "@pulumi/aws/lambda";
import type { Schedule } from "@pulumi/aws/scheduler";
import { TopicSubscription } from "@pulumi/aws/sns";
import type { ProcessorEnvironment } from "../handlers/dlq-processor/environment";
import { CREDENTIAL_PK } from "../records/keys";
import type { Manager } from "./credentials";
import type { Dispatcher } from "./dispatcher";
import { limitDeadLetters } from "./failures";
import type { Foundation } from "./foundation";
import { handlerIn, LambdaFunction } from "./function";
import { drainDeadLetters, parkFailures } from "./grants/failures";
import { invokeDispatcher, invokeManager } from "./grants/functions";
import { records } from "./grants/records";
import { readStreamPositions } from "./grants/stream";
import { bookWakeUps } from "./grants/wake-ups";
import { parkEvents } from "./on-failure";
import { scheduleDaily, type WakeUps } from "./wake-ups";

/** What hears of failures; whatever sends failures depends on `ready`: only then is a failure kept. */
export interface Processor {
  readonly functionArn: pulumi.Output<string>;
  readonly roleArn: pulumi.Output<string>;
  readonly ready: readonly pulumi.Resource[];
}

/**
 * Keeps what failed, and has it tried again when it wakes up. A function hears the topic, and not the queue: Lambda would
 * poll a queue all the time, and what fails must be understood before it is kept.
 */
export function createFailureProcessor(
  foundation: Foundation,
  wakeUps: WakeUps,
  manager: Manager,
  dispatcher: Dispatcher,
): Processor {
  const { settings, account, store, failures } = foundation;
  const processor = new LambdaFunction("smtp-dlq-processor", {
    handler: handlerIn<ProcessorEnvironment>("dlq-processor"),
    description: "Keeps failed operations in the dead-letter queue, and retries them",
    memoryMb: 256,
    timeoutSeconds: 45, // less than the time for which it makes a message invisible
    uses: [
      records(store).readAttributes(CREDENTIAL_PK, ["PK", "SK", "status", "failure"]),
      readStreamPositions(store),
      drainDeadLetters(failures),
      parkFailures(failures),
      invokeManager(manager),
      invokeDispatcher(dispatcher),
      bookWakeUps(foundation, wakeUps),
    ],
    environment: {},
    settings,
  });
  const { functionName, functionArn, roleArn } = processor;
  const parking = parkEvents("smtp-dlq-processor", foundation, functionName);
  const queuePolicy = limitDeadLetters(account, failures, roleArn);
  const subscription = subscribe(foundation, functionArn, [parking, queuePolicy]);
  return { functionArn, roleArn, ready: [parking, queuePolicy, subscription] };
}

/**
 * SNS tries a function that does not answer for 23 days, and then drops the message
 * (https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html); one that it may not invoke, at once. The
 * redrive queue is the dead-letter queue itself, where the next drain understands it.
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

/** Finds the messages for which nobody wakes up: a wake-up was lost, or a person put one there. */
export function drainDaily(
  wakeUps: WakeUps,
  { functionArn }: Processor,
  ready: readonly pulumi.Resource[],
): Schedule {
  return scheduleDaily("smtp-drain", wakeUps, functionArn, { drain: "daily" }, "cron(47 3 * * ? *)", ready);
}
