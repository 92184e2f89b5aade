import type { LambdaClient } from "@aws-sdk/client-lambda";
import type { SNSClient } from "@aws-sdk/client-sns";
import type { CertificatePorts } from "../../../handlers/webhook/sns/certificates";
import { createHandler } from "../../../handlers/webhook/handler";
import type { WebhookEvent } from "../../../handlers/webhook/http";
import { NOW, TOPIC } from "./sns-sender";
import { recordedLog } from "../logging/recorded-log";

/** One call of AWS, in order. */
interface AwsCall {
  command: string;
  input: Record<string, unknown>;
  /** Of the SNS client, for a topic's region. */
  region?: string;
}

interface Options {
  /** Answers requests for certificates. */
  fetch: CertificatePorts["fetch"];
  topics?: readonly string[];
  /** Thrown by every call of AWS. */
  fails?: Error;
  now?: () => Date;
}

/** The webhook's function, with AWS's calls written down. */
export function startWebhook({ fetch, topics = [TOPIC], fails, now = () => NOW }: Options) {
  const calls: AwsCall[] = [];
  const { log: logger, entries } = recordedLog("smtp-webhook");
  const fetched: string[] = [];
  const client = (region?: string) => ({
    send: async (command: { constructor: { name: string }; input: Record<string, unknown> }) => {
      calls.push({
        command: command.constructor.name,
        input: command.input,
        ...(region === undefined ? {} : { region }),
      });
      if (fails !== undefined) throw fails;
      return {};
    },
  });
  const handler = createHandler(
    {
      WEBHOOK_TOPIC_ARNS: topics.join(","),
      RECORDER_FUNCTION_NAME: "smtp-feedback-recorder",
      ALERT_TOPIC_ARN: "arn:aws:sns:eu-central-1:123456789012:smtp-alerts",
    },
    {
      lambda: client() as unknown as Pick<LambdaClient, "send">,
      sns: client() as unknown as Pick<SNSClient, "send">,
      snsIn: region => client(region),
      fetch: async (url, init) => {
        fetched.push(url);
        return fetch(url, init);
      },
      now,
      logger,
    },
  );
  const post = async (body: unknown, event: Partial<WebhookEvent> = {}) => {
    const response = await handler({
      routeKey: "POST /api/webhooks/ses/notifications",
      headers: { "content-type": "text/plain; charset=UTF-8" },
      body: typeof body === "string" ? body : JSON.stringify(body),
      ...event,
    });
    return { ...response, body: JSON.parse(response.body) as Record<string, unknown> };
  };
  return { post, handler, calls, fetched, log: entries };
}

/** Answers every request with this text. */
export function answering(text: string, status = 200): CertificatePorts["fetch"] {
  return async () => new Response(text, { status });
}
