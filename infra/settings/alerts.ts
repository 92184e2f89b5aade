import { z } from "zod";
import { isWithin } from "../../handlers/shared/domain-name";
import { settingKey, type Issue } from "./issue";
import { emailAddress, jsonList, share } from "./types";

const EMAILS_REMEDY = 'use a JSON list of addresses such as ["postmaster@example.com"]';

/** No FIFO topic: it delivers to no e-mail address, and wants a group id with each message. */
const TOPIC_ARN = /^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,256}$/;
const TOPIC_REMEDY =
  'use the ARN of a standard topic ("arn:aws:sns:eu-central-1:123456789012:alerts"), not of a FIFO topic';

/** SNS allows 12.5 million subscriptions; this many addresses are a mistake, or better served by a mailing list. */
const MAX_ALERT_EMAILS = 20;

const NOTICES_REMEDY = 'use an address in one of the domains, such as "smtp-notices@example.com"';

/** Settings for alarms and alerts: their thresholds, who gets them, and the sender of notices to the holders of logins. */
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
  bounceRateAlarm: share('"0.05" for 5%').default(0.05),
  complaintRateAlarm: share('"0.001" for 0.1%').default(0.001),
  quotaAlert: share('"0.8" for 80%').default(0.8),
  noticesFrom: z
    .email({ error: NOTICES_REMEDY })
    .transform(address => address.replace(/@.*$/, domain => domain.toLowerCase()))
    .optional(),
};

interface Alerts {
  alertEmails?: string[] | undefined;
  alertTopicArn?: string | undefined;
  noticesFrom?: string | undefined;
  domains?: string[] | undefined;
}

/** @param region the stack's; undefined if it cannot be found out */
export function alertIssues(
  { alertEmails, alertTopicArn, noticesFrom, domains }: Alerts,
  region: string | undefined,
): (Issue | undefined)[] {
  const sender = senderIssue(noticesFrom, domains);
  if (alertTopicArn === undefined) return [sender];
  return [
    sender,
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

/** Only an identity's owner can send from its addresses, and this stack's are its domains. */
function senderIssue(noticesFrom: string | undefined, domains: string[] | undefined): Issue | undefined {
  if (noticesFrom === undefined || domains === undefined) return undefined;
  const domain = noticesFrom.slice(noticesFrom.lastIndexOf("@") + 1);
  if (domains.some(parent => isWithin(domain, parent))) return undefined;
  return {
    key: settingKey("noticesFrom"),
    problem: `"${noticesFrom}" is not in one of the domains or their subdomains`,
    remedy: `use an address in one of ${settingKey("domains")}`,
  };
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
