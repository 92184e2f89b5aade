import { z } from "zod";
import { settingKey, type Issue } from "./issue";
import { emailAddress, jsonList } from "./types";

const EMAILS_REMEDY = 'use a JSON list of addresses such as ["postmaster@example.com"]';

/** No FIFO topic: it delivers to no e-mail address, and wants a group id with each message. */
const TOPIC_ARN = /^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,256}$/;
const TOPIC_REMEDY =
  'use the ARN of a standard topic ("arn:aws:sns:eu-central-1:123456789012:alerts"), not of a FIFO topic';

/** SNS allows 12.5 million subscriptions; this many addresses are a mistake, or better served by a mailing list. */
const MAX_ALERT_EMAILS = 20;

/** Settings of whom the stack alerts. */
export const alertSettings = {
  alertEmails: jsonList(
    z
      .array(emailAddress, { error: EMAILS_REMEDY })
      .max(MAX_ALERT_EMAILS, { error: `list at most ${MAX_ALERT_EMAILS} addresses` })
      // A second subscription of the same address is the same subscription.
      .superRefine((addresses, context) => {
        for (const [index, address] of addresses.entries()) {
          if (addresses.indexOf(address) === index) continue;
          context.addIssue({ code: "custom", path: [index], message: "list each address once" });
        }
      }),
    EMAILS_REMEDY,
  ).optional(),
  alertTopicArn: z.string().regex(TOPIC_ARN, { error: TOPIC_REMEDY }).optional(),
};

interface Alerts {
  alertEmails?: string[] | undefined;
  alertTopicArn?: string | undefined;
}

/** @param region the stack's; undefined if it cannot be found out */
export function alertIssues(
  { alertEmails, alertTopicArn }: Alerts,
  region: string | undefined,
): (Issue | undefined)[] {
  if (alertTopicArn === undefined) return [];
  return [
    alertEmails === undefined
      ? undefined
      : {
          key: settingKey("alertEmails"),
          problem: `has no effect with ${settingKey("alertTopicArn")}`,
          remedy: "subscribe the addresses to that topic, or remove one of the two settings",
        },
    topicRegionIssue(alertTopicArn, region),
  ];
}

/** SNS publishes to topics of the region it is called in, and an alarm acts on topics of its own region only. */
function topicRegionIssue(topicArn: string, region: string | undefined): Issue | undefined {
  const topicRegion = topicArn.split(":")[3];
  if (region === undefined || topicRegion === region) return undefined;
  return {
    key: settingKey("alertTopicArn"),
    problem: `the topic is in ${topicRegion ?? "no region"} but the stack is in ${region}`,
    remedy: `use the ARN of a topic in ${region}`,
  };
}
