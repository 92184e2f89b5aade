import * as pulumi from "@pulumi/pulumi";
import { EventRule } from "@pulumi/aws/cloudwatch";
import { Permission } from "@pulumi/aws/lambda";
import { type Topic, TopicSubscription } from "@pulumi/aws/sns";
import type { RecorderEnvironment } from "../handlers/feedback-recorder/environment";
import { CREDENTIAL_PK } from "../records/keys";
import { SES_EVENT_SOURCE } from "../handlers/shared/recorder-event";
import type { EmailValidator } from "./email-validator";
import type { Events } from "./events";
import type { Foundation } from "./foundation";
import { handlerIn, LambdaFunction } from "./function";
import { publishAlerts } from "./grants/alerts";
import { watchAccount } from "./grants/account-watch";
import { deleteExpiredItems, recordEmailEvents, sendDigests } from "./grants/email-events";
import { parkFailures, publishFailures } from "./grants/failures";
import { invokeValidator } from "./grants/functions";
import { mailNotices } from "./grants/notices";
import { records } from "./grants/records";
import { invokeByRule } from "./invoke-by-rule";
import { publishEvents } from "./on-failure";
import { scheduleDaily, type WakeUps } from "./wake-ups";

const NAME = "smtp-feedback-recorder";

/** Records what became of each message. */
export interface FeedbackRecorder {
  readonly functionName: pulumi.Output<string>;
  readonly functionArn: pulumi.Output<string>;
  readonly roleArn: pulumi.Output<string>;
  readonly logGroupArn: pulumi.Output<string>;
  /** Matches the events that it gets from EventBridge. */
  readonly rule: EventRule;
}

/** Of mail. SES also reports the account's status and recommendations there. */
const DETAIL_TYPES = [{ prefix: "Email " }];

export function createFeedbackRecorder(foundation: Foundation, validator: EmailValidator): FeedbackRecorder {
  const { settings, store, failures, alerts, identity } = foundation;
  const lambda = new LambdaFunction(NAME, {
    handler: handlerIn<RecorderEnvironment>("feedback-recorder"),
    description: "Records bounces, complaints and counts of sent mail; its log has a line for each event",
    memoryMb: 256,
    timeoutSeconds: 60,
    metrics: ["QuotaUsed", "SuccessfulSends"],
    uses: [
      recordEmailEvents(store),
      sendDigests(store),
      records(store).readAttributes(CREDENTIAL_PK, ["PK", "SK", "owner_email"]),
      mailNotices(foundation),
      invokeValidator(validator),
      deleteExpiredItems(store),
      watchAccount(store),
      parkFailures(failures),
      publishAlerts(alerts),
      publishFailures(failures),
    ],
    environment: {
      EVENT_RETENTION_DAYS: String(settings.eventRetentionDays),
      QUOTA_ALERT: String(settings.quotaAlert),
      TTL_ATTRIBUTE: store.ttlAttribute,
    },
    settings,
  });
  const rule = new EventRule("smtp-events", {
    description: "Events of mail sent through the configuration set",
    eventPattern: pulumi.jsonStringify({
      source: [SES_EVENT_SOURCE],
      "detail-type": DETAIL_TYPES,
      detail: { mail: { tags: { "ses:configuration-set": [identity.configurationSetName] } } },
    }),
  });
  const { functionName, functionArn, roleArn, logGroupArn } = lambda;
  return { functionName, functionArn, roleArn, logGroupArn, rule };
}

/**
 * Has the recorder invoked. What SNS and EventBridge cannot hand over goes to the dead-letter queue, and what the
 * recorder fails to the failures topic, so that each event is recorded or seen by a person.
 *
 * @param ready without which a failure would be lost
 */
export function recordFeedback(
  foundation: Foundation,
  { bounceTopic, complaintTopic }: Events,
  recorder: FeedbackRecorder,
  wakeUps: WakeUps,
  ready: readonly pulumi.Resource[],
): void {
  const kept = publishEvents(NAME, foundation, recorder.functionName, ready);
  const before = [...ready, kept];
  subscribe(`${NAME}-bounces`, foundation, bounceTopic, recorder, before);
  subscribe(`${NAME}-complaints`, foundation, complaintTopic, recorder, before);
  const { functionArn, rule } = recorder;
  const { deadLetterQueue } = foundation.failures;
  invokeByRule(`${NAME}-events`, rule, { functionArn, deadLetterQueue, dependsOn: before });
  const count = { count: { cause: "daily" } };
  scheduleDaily("smtp-count", wakeUps, recorder.functionArn, count, "cron(37 3 * * ? *)", before);
}

/** SNS retries for 23 days: https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html. */
function subscribe(
  name: string,
  { failures }: Foundation,
  topic: Topic,
  { functionArn }: FeedbackRecorder,
  dependsOn: readonly pulumi.Resource[],
): void {
  const permission = new Permission(name, {
    function: functionArn,
    action: "lambda:InvokeFunction",
    principal: "sns.amazonaws.com",
    sourceArn: topic.arn,
  });
  new TopicSubscription(
    name,
    {
      topic: topic.arn,
      protocol: "lambda",
      endpoint: functionArn,
      redrivePolicy: failures.deadLetterQueue.arn.apply(arn => JSON.stringify({ deadLetterTargetArn: arn })),
    },
    { dependsOn: [permission, ...dependsOn] },
  );
}
