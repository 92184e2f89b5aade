import type { Subscription } from "@aws-sdk/client-sns";
import { type Detail, error, warning } from "../findings/finding";

type Subscribed = Pick<Subscription, "Protocol" | "Endpoint" | "SubscriptionArn">;

/** What SNS has instead of an ARN: https://docs.aws.amazon.com/sns/latest/api/API_Subscription.html. */
const PENDING = "PendingConfirmation";

/** @param found undefined: the topic does not exist */
export function judgeAlertSubscriptions(
  found: readonly Subscribed[] | undefined,
  topicArn: string,
): Detail[] {
  const why = "Alarms and alerts reach nobody.";
  if (found === undefined)
    return [
      error(
        `the alert topic ${topicArn} does not exist`,
        why,
        "Run `pulumi refresh` and `pulumi up`, or correct alertTopicArn.",
      ),
    ];
  const pending = found.filter(({ SubscriptionArn }) => SubscriptionArn === PENDING);
  const deleted = found.filter(({ SubscriptionArn }) => SubscriptionArn === "Deleted");
  const confirmed = found.length - pending.length - deleted.length;
  if (found.length === 0)
    return [
      error(
        "nobody is subscribed to the alert topic",
        why,
        "Set alertEmails and run `pulumi up`; each address gets a link to confirm.",
      ),
    ];
  if (pending.length === 0) return [];
  const who = pending.map(({ Endpoint }) => Endpoint).join(", ");
  const remedy = `Open the link in the email "AWS Notification - Subscription Confirmation" there. It is valid for two days: \`aws sns subscribe --topic-arn ${topicArn} --protocol email --notification-endpoint ${pending[0]?.Endpoint}\` sends another.`;
  return [
    confirmed === 0
      ? error(`no subscription of the alert topic is confirmed: ${who}`, why, remedy)
      : warning(
          `a subscription of the alert topic is not confirmed: ${who}`,
          "It gets neither alarms nor alerts.",
          remedy,
        ),
  ];
}
