import type * as pulumi from "@pulumi/pulumi";
import { EventRule, EventTarget } from "@pulumi/aws/cloudwatch";
import { runbookLine } from "../handlers/shared/runbooks";
import type { Foundation } from "./foundation";

/** What SES reports about the account, and the message that a person gets. */
interface Announcement {
  name: string;
  description: string;
  detailTypes: string[];
  /** By name in the message. A path that an event does not have is left out of the text. */
  inputPaths: Record<string, string>;
  /** The message's lines. */
  lines: string[];
}

/**
 * The two kinds of events that SES sends about the account and its resources, without an event destination
 * (https://docs.aws.amazon.com/ses/latest/dg/monitoring-eventbridge.html). Advisor events need Virtual Deliverability
 * Manager; without it there are none.
 */
const ANNOUNCEMENTS: readonly Announcement[] = [
  {
    name: "smtp-sending-status",
    description: "SES stopped or resumed sending",
    detailTypes: ["Sending Status Disabled", "Sending Status Enabled"],
    inputPaths: { cause: "$.detail.data.record.cause" },
    lines: [
      "Amazon SES: <what> (account <account>, <region>, <time>).",
      "Reason: <cause> Resources: <resources>",
      "While sending is disabled, SES rejects messages. See Account dashboard in the SES console.",
      runbookLine("ses-paused-us"),
    ],
  },
  {
    name: "smtp-advisor",
    description: "Recommendations of SES's Virtual Deliverability Manager",
    detailTypes: ["Advisor Recommendation Status Open", "Advisor Recommendation Status Resolved"],
    inputPaths: { finding: "$.detail.data" },
    lines: [
      "Amazon SES: <what> (account <account>, <region>, <time>).",
      "<finding> Resources: <resources>",
      "See Virtual Deliverability Manager, Advisor, in the SES console.",
      runbookLine("recommendations-of-ses"),
    ],
  },
];

/** Of every event: https://docs.aws.amazon.com/eventbridge/latest/ref/events-structure.html. */
const ENVELOPE = {
  what: "$.detail-type",
  account: "$.account",
  region: "$.region",
  time: "$.time",
  resources: "$.resources",
};

/**
 * Sends SES's events about the account to the alert topic, without an alarm, which would count towards the ten free
 * ones. EventBridge keeps an event for up to a day while it cannot be delivered, then it goes to the parked queue.
 *
 * @returns the rules' ARNs, which the policies of topic and queue must name
 */
export function announceAccountEvents({ alerts, failures }: Foundation): pulumi.Output<string>[] {
  return ANNOUNCEMENTS.map(({ name, description, detailTypes, inputPaths, lines }) => {
    const rule = new EventRule(name, {
      description,
      eventPattern: JSON.stringify({ source: ["aws.ses"], "detail-type": detailTypes }),
    });
    new EventTarget(name, {
      rule: rule.name,
      targetId: "alerts",
      arn: alerts.topicArn,
      inputTransformer: {
        inputPaths: { ...ENVELOPE, ...inputPaths },
        inputTemplate: lines.map(line => `"${line}"`).join("\n"),
      },
      deadLetterConfig: { arn: failures.parkedQueue.arn },
    });
    return rule.arn;
  });
}
