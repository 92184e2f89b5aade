import type { Grant } from "./grant";

/** To confirm subscriptions to these topics, which may be another account's. */
export function confirmSubscriptions(topicArns: readonly string[]): Grant<"WEBHOOK_TOPIC_ARNS"> {
  return {
    environment: { WEBHOOK_TOPIC_ARNS: topicArns.join(",") },
    statements: [
      {
        Sid: "ConfirmSubscriptions",
        Effect: "Allow",
        Action: "sns:ConfirmSubscription",
        Resource: [...topicArns],
      },
    ],
  };
}
