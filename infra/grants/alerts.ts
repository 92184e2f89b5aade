import type { Alerts } from "../alerts";
import type { Grant } from "./grant";

/** To publish alerts. */
export function publishAlerts({ topicArn }: Alerts): Grant<"ALERT_TOPIC_ARN"> {
  return {
    environment: { ALERT_TOPIC_ARN: topicArn },
    statements: [{ Sid: "Alerts", Effect: "Allow", Action: "sns:Publish", Resource: topicArn }],
  };
}
