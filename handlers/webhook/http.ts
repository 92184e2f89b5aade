import type { Refusal } from "./sns/refusal";

/**
 * The fields used of API Gateway's event, payload format 2.0
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html).
 */
export interface WebhookEvent {
  routeKey?: string;
  headers?: Readonly<Record<string, string | undefined>>;
  body?: string;
  isBase64Encoded?: boolean;
}

/** What API Gateway turns into an HTTP response. */
export interface WebhookResponse {
  statusCode: number;
  headers: Record<string, string>;
  body: string;
}

export function bodyOf({ body = "", isBase64Encoded = false }: WebhookEvent): Buffer {
  return Buffer.from(body, isBase64Encoded ? "base64" : "utf8");
}

export function answer(body: object): WebhookResponse {
  return response(200, "application/json", body);
}

const TITLES: Readonly<Record<Refusal["status"], string>> = {
  400: "Invalid message",
  403: "The message is not accepted",
  413: "The body is too large",
  503: "Try again later",
};

/** Problem details (https://www.rfc-editor.org/rfc/rfc9457). */
export function refused({ status, message }: Refusal): WebhookResponse {
  return response(status, "application/problem+json", {
    type: "about:blank",
    title: TITLES[status],
    status,
    detail: message,
  });
}

function response(statusCode: number, type: string, body: object): WebhookResponse {
  return {
    statusCode,
    headers: { "content-type": type, "cache-control": "no-store" },
    body: JSON.stringify(body),
  };
}
