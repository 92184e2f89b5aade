import type { ServerResponse } from "node:http";
import { randomUUID } from "node:crypto";

export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/** An error response in the service's own protocol: XML for query protocols, JSON for the others. */
export function errorResponse(service: string, status: number, code: string, message: string): HttpResponse {
  const requestId = randomUUID();
  if (usesXml(service)) return xmlError(service, status, code, message, requestId);
  return {
    status,
    headers: {
      "content-type": "application/json",
      "x-amzn-errortype": code,
      "x-amzn-requestid": requestId,
    },
    body: JSON.stringify({ __type: code, message }),
  };
}

/** Whether the SDKs call a service with the query protocol, whose errors are XML with codes of their own. */
export function usesXml(service: string): boolean {
  return QUERY_SERVICES.has(service);
}

/** Services that the SDKs call with the query protocol. */
const QUERY_SERVICES = new Set(["iam", "sts", "sns", "cloudformation", "email"]);

const NAMESPACES: Readonly<Record<string, string>> = {
  email: "http://ses.amazonaws.com/doc/2010-12-01/",
  iam: "https://iam.amazonaws.com/doc/2010-05-08/",
  sts: "https://sts.amazonaws.com/doc/2011-06-15/",
};

function xmlError(
  service: string,
  status: number,
  code: string,
  message: string,
  requestId: string,
): HttpResponse {
  const type = status < 500 ? "Sender" : "Receiver";
  return {
    status,
    headers: { "content-type": "text/xml", "x-amzn-requestid": requestId },
    body:
      `<ErrorResponse xmlns="${NAMESPACES[service] ?? ""}"><Error><Type>${type}</Type><Code>${escapeXml(code)}</Code>` +
      `<Message>${escapeXml(message)}</Message></Error><RequestId>${requestId}</RequestId></ErrorResponse>`,
  };
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, character => ENTITIES[character] ?? character);
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

export function send(outgoing: ServerResponse, { status, headers, body }: HttpResponse): void {
  outgoing.writeHead(status, { ...headers, "content-length": Buffer.byteLength(body) });
  outgoing.end(body);
}
