import { ConfirmSubscriptionCommand, PublishCommand, type SNSClient } from "@aws-sdk/client-sns";
import type { LambdaClient } from "@aws-sdk/client-lambda";
import { invokeFunction } from "../shared/invoke-function";
import type { SnsMessage } from "./sns/message";
import { runbookLine } from "../shared/runbooks";
import { Refusal } from "./sns/refusal";
import { topicPlace } from "../shared/topic-arn";

/** What a verified message is acted on with. */
export interface Actions {
  lambda: Pick<LambdaClient, "send">;
  /** A client of this stack's region. */
  sns: Pick<SNSClient, "send">;
  /** A client of a topic's region. */
  snsIn: (region: string) => Pick<SNSClient, "send">;
  recorder: string;
  alertTopicArn: string;
}

/**
 * Hands a notification to the recorder, whose asynchronous invocations Lambda keeps, retries and passes on if they fail;
 * confirms a subscription; alerts of the end of one. Each is harmless when it is repeated.
 *
 * @throws Refusal; AWS's error, after which SNS should deliver the message again
 */
export async function act(message: SnsMessage, actions: Actions): Promise<void> {
  switch (message.Type) {
    case "Notification":
      return invokeFunction(actions.lambda, actions.recorder, recorderEvent(message));
    case "SubscriptionConfirmation":
      return confirm(message, actions);
    case "UnsubscribeConfirmation":
      return alert(message, actions);
  }
}

/** What SNS itself sends to a subscribed function: https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html. */
function recorderEvent({ Type, MessageId, TopicArn, Message, Timestamp, Subject }: SnsMessage) {
  const Sns = { Type, MessageId, TopicArn, Message, Timestamp, Subject: Subject ?? null };
  return { Records: [{ EventSource: "aws:sns", EventVersion: "1.0", EventSubscriptionArn: "", Sns }] };
}

/** The token expired, or is not this topic's; it will not get better. */
const NEVER = /^(?:InvalidParameter|InvalidParameterException|NotFound|NotFoundException)$/;

/**
 * Confirms through the API, signed, so that only a signed request can end the subscription; SubscribeURL is never
 * followed (https://docs.aws.amazon.com/sns/latest/api/API_ConfirmSubscription.html).
 */
async function confirm({ TopicArn, Token }: SnsMessage, { snsIn }: Actions): Promise<void> {
  try {
    await snsIn(topicPlace(TopicArn)?.region ?? "").send(
      new ConfirmSubscriptionCommand({ TopicArn, Token, AuthenticateOnUnsubscribe: "true" }),
    );
  } catch (error) {
    if (!NEVER.test((error as Error).name)) throw error;
    throw new Refusal(400, "SNS does not accept the token; subscribe this address to the topic again.");
  }
}

async function alert({ TopicArn, MessageId }: SnsMessage, { sns, alertTopicArn }: Actions): Promise<void> {
  await sns.send(
    new PublishCommand({
      TopicArn: alertTopicArn,
      Subject: "ses-smtp: a webhook subscription has ended",
      Message:
        `Somebody unsubscribed the webhook from the topic ${TopicArn}: its bounces and complaints are no longer ` +
        `recorded (message ${MessageId}).\n\nIf that was not intended, subscribe the webhook to the topic again, or ` +
        `remove the topic from webhookTopicArns.\n\n${runbookLine("a-subscription-of-the-webhook-ended")}`,
    }),
  );
}
