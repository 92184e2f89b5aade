import * as pulumi from "@pulumi/pulumi";
import { ConfigurationSetEventDestination } from "@pulumi/aws/sesv2";
import { Topic, TopicPolicy } from "@pulumi/aws/sns";
import type { Account } from "./account";
import type { EventKey } from "./existing";
import type { Foundation } from "./foundation";

/** Where SES publishes what became of each message. */
export interface Events {
  /** Bounces, in the form of https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html. */
  readonly bounceTopic: Topic;
  /** Complaints, likewise. */
  readonly complaintTopic: Topic;
  /** Its part of the stack's outputs. */
  readonly outputs: {
    bounceTopicArn: pulumi.Output<string>;
    complaintTopicArn: pulumi.Output<string>;
    /** How messages in the two topics are encrypted, or why they are not. */
    eventTopicEncryption: string;
  };
}

/**
 * What EventBridge gets: events of which a few may be lost, because SES delivers them there on a best-effort basis
 * (https://docs.aws.amazon.com/ses/latest/dg/monitoring-eventbridge.html). Bounces and complaints go to SNS, which
 * retries for weeks: https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html.
 */
const EVENTBRIDGE_EVENTS = ["SEND", "DELIVERY", "DELIVERY_DELAY", "REJECT", "RENDERING_FAILURE"];

/**
 * Publishes the events of mail sent through the stack's configuration set; each event type has one destination, so that
 * nothing is counted twice. Mail sent through another set (`existingConfigurationSet: allow`) is not covered.
 *
 * SES also forwards bounces and complaints by e-mail to the sender, who learns of them in no other way; that is SES's
 * default (https://docs.aws.amazon.com/ses/latest/dg/monitor-sending-activity-using-notifications-email.html), and
 * nothing here turns it off.
 */
export function createEvents({ settings, account, identity }: Foundation, eventKey: EventKey): Events {
  const create = (name: string, matchingEventTypes: string[]) =>
    createDestination(name, matchingEventTypes, account, identity.configurationSetName, eventKey);
  const bounceTopic = create("smtp-bounces", ["BOUNCE"]);
  const complaintTopic = create("smtp-complaints", ["COMPLAINT"]);
  new ConfigurationSetEventDestination("smtp-events", {
    configurationSetName: identity.configurationSetName,
    eventDestinationName: "smtp-events",
    eventDestination: {
      enabled: true,
      matchingEventTypes: [
        ...EVENTBRIDGE_EVENTS,
        ...settings.engagementEvents.map(event => event.toUpperCase()),
      ],
      eventBridgeDestination: { eventBusArn: account.eventsArn("event-bus/default") },
    },
  });
  return {
    bounceTopic,
    complaintTopic,
    outputs: {
      bounceTopicArn: bounceTopic.arn,
      complaintTopicArn: complaintTopic.arn,
      eventTopicEncryption: "arn" in eventKey ? `with ${eventKey.arn}` : `none: ${eventKey.reason}`,
    },
  };
}

/** SES publishes a test message to the topic when the destination is created, so the topic's policy comes first. */
function createDestination(
  name: string,
  matchingEventTypes: string[],
  account: Account,
  configurationSetName: pulumi.Output<string>,
  eventKey: EventKey,
): Topic {
  const topic = new Topic(name, "arn" in eventKey ? { kmsMasterKeyId: eventKey.arn } : {});
  const policy = new TopicPolicy(name, {
    arn: topic.arn,
    policy: {
      Version: "2012-10-17",
      Statement: [sesStatement(account, topic.arn, configurationSetName)],
    },
  });
  new ConfigurationSetEventDestination(
    name,
    {
      configurationSetName,
      eventDestinationName: name,
      eventDestination: { enabled: true, matchingEventTypes, snsDestination: { topicArn: topic.arn } },
    },
    { dependsOn: [policy] },
  );
  return topic;
}

/**
 * Lets SES publish, for our configuration set only: with the service alone as the condition, anyone's configuration set
 * could. The keys are those of https://docs.aws.amazon.com/ses/latest/dg/event-publishing-add-event-destination-sns.html.
 */
function sesStatement(
  account: Account,
  topicArn: pulumi.Output<string>,
  configurationSetName: pulumi.Output<string>,
) {
  return {
    Sid: "SesEvents",
    Effect: "Allow" as const,
    Principal: { Service: "ses.amazonaws.com" },
    Action: "sns:Publish",
    Resource: topicArn,
    Condition: {
      StringEquals: {
        "aws:SourceAccount": account.id,
        "aws:SourceArn": pulumi.interpolate`${account.sesArn("configuration-set/")}${configurationSetName}`,
      },
    },
  };
}
