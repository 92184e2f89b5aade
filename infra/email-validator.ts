import * as pulumi from "@pulumi/pulumi";
import { EventRule } from "@pulumi/aws/cloudwatch";
import type { ValidatorEnvironment } from "../handlers/email-validator/environment";
import { USER_NAME_PREFIX } from "../handlers/shared/iam-names";
import { LEASE_ATTRIBUTES, USER_ATTRIBUTES } from "../handlers/shared/judged-attributes";
import { SES_EVENT_SOURCE } from "../handlers/shared/recorder-event";
import { CREDENTIAL_PK, ENABLED_PK, HOLD_PK, LEASE_PK } from "../records/keys";
import type { Manager } from "./credentials";
import type { Foundation } from "./foundation";
import { handlerIn, LambdaFunction } from "./function";
import { publishAlerts } from "./grants/alerts";
import { examineLogins, recordViolations } from "./grants/email-events";
import { parkFailures, publishFailures } from "./grants/failures";
import { invokeManager } from "./grants/functions";
import { records } from "./grants/records";
import { invokeByRule } from "./invoke-by-rule";
import { publishEvents } from "./on-failure";

const NAME = "smtp-email-validator";

/** Compares what logins send with what they may send, and stops those that harm the account's reputation. */
export interface EmailValidator {
  readonly functionName: pulumi.Output<string>;
  readonly functionArn: pulumi.Output<string>;
  readonly roleArn: pulumi.Output<string>;
  readonly logGroupArn: pulumi.Output<string>;
  /** Matches the events that it gets from EventBridge. */
  readonly rule: EventRule;
}

export function createEmailValidator(foundation: Foundation, manager: Manager): EmailValidator {
  const { settings, store, failures, alerts, identity } = foundation;
  const lambda = new LambdaFunction(NAME, {
    handler: handlerIn<ValidatorEnvironment>("email-validator"),
    description:
      "Compares the sender of each message with what its login may use; examines logins with many bounces",
    memoryMb: 256,
    timeoutSeconds: 30,
    metrics: ["Violations"],
    uses: [
      records(store).readAttributes(LEASE_PK, [...LEASE_ATTRIBUTES], "ReadSenders"),
      records(store).readAttributes(CREDENTIAL_PK, [...USER_ATTRIBUTES], "ReadUserNames"),
      records(store).write(HOLD_PK),
      records(store).check(ENABLED_PK),
      recordViolations(store),
      examineLogins(store),
      invokeManager(manager),
      publishAlerts(alerts),
      parkFailures(failures),
      publishFailures(failures),
    ],
    environment: {
      CONFIGURATION_SETS: pulumi
        .all(identity.sendingSets)
        .apply(arns => arns.map(arn => arn.slice(arn.lastIndexOf("/") + 1)).join(",")),
      ENFORCEMENT: settings.enforcement,
      CIRCUIT_BREAKER: settings.circuitBreaker,
      BREAKER_MIN_RECIPIENTS: String(settings.breakerMinRecipients),
      BREAKER_BOUNCE_RATE: String(settings.breakerBounceRate),
      BREAKER_COMPLAINT_RATE: String(settings.breakerComplaintRate),
      BREAKER_BURST_FACTOR: String(settings.breakerBurstFactor),
      EVENT_RETENTION_DAYS: String(settings.eventRetentionDays),
      TTL_ATTRIBUTE: store.ttlAttribute,
    },
    settings,
  });
  const { functionName, functionArn, roleArn, logGroupArn } = lambda;
  return { functionName, functionArn, roleArn, logGroupArn, rule: createRule() };
}

/**
 * Mail of IAM users that have our names, whatever configuration set it was sent through: a login that uses another one
 * escapes everything else. SES sends an event only if that set publishes to EventBridge, and none for mail without a set
 * (https://docs.aws.amazon.com/ses/latest/dg/monitoring-eventbridge.html); both need a widened policy and boundary. Nobody
 * but AWS can send events from a source that begins with `aws.`
 * (https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html).
 */
function createRule(): EventRule {
  return new EventRule("smtp-sends", {
    description: "Mail sent with SMTP logins",
    eventPattern: JSON.stringify({
      source: [SES_EVENT_SOURCE],
      "detail-type": ["Email Sent"],
      detail: { mail: { tags: { "ses:caller-identity": [{ prefix: USER_NAME_PREFIX }] } } },
    }),
  });
}

/**
 * Has the validator invoked. What EventBridge cannot hand over within 24 hours goes to the dead-letter queue, and what the
 * validator fails to the failures topic.
 *
 * @param ready without which a failure would be lost
 */
export function validateSends(
  foundation: Foundation,
  { functionName, functionArn, rule }: EmailValidator,
  ready: readonly pulumi.Resource[],
): void {
  const kept = publishEvents(NAME, foundation, functionName, ready);
  const { deadLetterQueue } = foundation.failures;
  invokeByRule(`${NAME}-events`, rule, { functionArn, deadLetterQueue, dependsOn: [...ready, kept] });
}
