import { LambdaClient } from "@aws-sdk/client-lambda";
import { SNSClient } from "@aws-sdk/client-sns";
import { WEBHOOK_ROUTES } from "../shared/api-routes";
import { boundedClient } from "../shared/client-options";
import { type Environment, required, requiredList } from "../shared/environment";
import type { LogFields } from "../shared/logging/fields";
import { createLogger, type Log } from "../shared/logging/logger";
import { identify, observed } from "../shared/observed";
import { traced } from "../shared/tracing/aws-client";
import { tracedFetch } from "../shared/tracing/fetch";
import { act, type Actions } from "./act";
import type { WebhookEnvironment } from "./environment";
import { answer, bodyOf, refused, type WebhookEvent, type WebhookResponse } from "./http";
import { type CertificatePorts, Certificates } from "./sns/certificates";
import { parseMessage, type SnsMessage } from "./sns/message";
import { Refusal } from "./sns/refusal";
import { verifyMessage } from "./sns/verify";

/** What the handler works with; a test passes its own. */
export interface WebhookPorts extends CertificatePorts, Pick<Actions, "lambda" | "sns" | "snsIn"> {
  logger: Log;
}

/** SNS retries, so that one more attempt here is enough. */
const MAX_ATTEMPTS = 2;

const SERVICE = "smtp-webhook";

function awsPorts(): WebhookPorts {
  return {
    lambda: traced(new LambdaClient(boundedClient(MAX_ATTEMPTS))),
    sns: traced(new SNSClient(boundedClient(MAX_ATTEMPTS))),
    snsIn: region => traced(new SNSClient({ ...boundedClient(MAX_ATTEMPTS), region })),
    fetch: tracedFetch,
    now: () => new Date(),
    logger: createLogger(SERVICE),
  };
}

/**
 * Creates `smtp-webhook`: takes what SNS posts for listed topics, which may be another account's or region's, after it
 * has verified that SNS signed it. Anybody can post here, so it may do nothing else than {@link act} does.
 *
 * @throws Error that names a missing variable
 */
export function createHandler(
  environment: Environment<WebhookEnvironment>,
  { fetch, now, logger, ...clients }: WebhookPorts = awsPorts(),
) {
  const topics = new Set(requiredList(environment, "WEBHOOK_TOPIC_ARNS"));
  const trust = { topics, certificates: new Certificates({ fetch, now }), now };
  const actions: Actions = {
    ...clients,
    recorder: required(environment, "RECORDER_FUNCTION_NAME"),
    alertTopicArn: required(environment, "ALERT_TOPIC_ARN"),
  };

  return observed(SERVICE, logger, async (event: WebhookEvent): Promise<WebhookResponse> => {
    identify({ operation: "receive" });
    if (event.routeKey === WEBHOOK_ROUTES.health) return answer({ status: "healthy", service: SERVICE });
    let message: SnsMessage | undefined;
    try {
      requireSigned(event);
      message = parseMessage(bodyOf(event));
      await verifyMessage(message, trust);
      await act(message, actions);
      logger.info("accepted", entryOf(message));
      return answer({ status: "accepted" });
    } catch (error) {
      const refusal = error instanceof Refusal ? error : new Refusal(503, "Try again later.");
      if (error !== refusal) logger.error("failed", { ...entryOf(message), error });
      // Anybody can cause refusals; the access log counts them, so only what names a listed topic is worth an entry.
      else if (message !== undefined && topics.has(message.TopicArn))
        logger.warn("refused", { ...entryOf(message), outcome: refusal.status, reason: refusal.message });
      return refused(refusal);
    }
  });
}

/** https://docs.aws.amazon.com/sns/latest/dg/sns-large-payload-raw-message-delivery.html */
function requireSigned({ headers = {} }: WebhookEvent): void {
  if (headers["x-amz-sns-rawdelivery"]?.toLowerCase() !== "true") return;
  throw new Refusal(400, "Raw messages are not signed; turn off raw message delivery for this subscription.");
}

/** Without what the message says: it has recipients in it. */
function entryOf(message: SnsMessage | undefined): LogFields {
  if (message === undefined) return {};
  const { Type: type, MessageId: message_id, TopicArn: topic_arn } = message;
  return { type, message_id: message_id.slice(0, 64), topic_arn: topic_arn.slice(0, 512) };
}
