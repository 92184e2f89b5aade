import { PublishCommand, type SNSClient } from "@aws-sdk/client-sns";
import { SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { type Environment, required } from "./environment";
import type { Log } from "./logging/logger";
import { parkedAlert } from "./parked-alert";

/** What parking works with. */
export interface ParkingServices {
  sqs: Pick<SQSClient, "send">;
  sns: Pick<SNSClient, "send">;
  log: Pick<Log, "error">;
}

/** Where operations wait for an operator, and where the operator is told. */
export interface Parking {
  queueUrl: string;
  alertTopicArn: string;
}

/** The variables that name them. */
export interface ParkingEnvironment {
  PARKED_QUEUE_URL: string;
  /** The topic for alerts that need a person's attention. */
  ALERT_TOPIC_ARN: string;
}

/** @throws Error that names a missing variable */
export function parkingOf(environment: Environment<ParkingEnvironment>): Parking {
  return {
    queueUrl: required(environment, "PARKED_QUEUE_URL"),
    alertTopicArn: required(environment, "ALERT_TOPIC_ARN"),
  };
}

/**
 * Sends a message to the parked queue, where it waits for an operator, because nothing retries it automatically; then
 * publishes an alert. An alert that cannot be published is logged: the message is safe by then, and parking it again
 * would not help.
 *
 * @param body at most 1 MiB:
 *   https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
 * @throws AWS's error if the message may not have been sent
 */
export async function park(
  { sqs, sns, log }: ParkingServices,
  { queueUrl, alertTopicArn }: Parking,
  body: string,
): Promise<void> {
  await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: body }));
  try {
    await sns.send(new PublishCommand({ TopicArn: alertTopicArn, ...parkedAlert(body) }));
  } catch (error) {
    log.error("the alert was not published", { error });
  }
}
