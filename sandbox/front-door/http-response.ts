import { randomUUID } from "node:crypto";

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/** An error that a client of the service understands: XML for query protocols, JSON for the rest. */
export function refusal(service: string, status: number, code: string, message: string): Answer {
  const requestId = randomUUID();
  if (QUERY_SERVICES.has(service)) return xmlRefusal(service, status, code, message, requestId);
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

/** Those that the SDKs we use speak the query protocol to. */
const QUERY_SERVICES = new Set(["iam", "sts", "sns", "cloudformation"]);

const NAMESPACES: Readonly<Record<string, string>> = {
  iam: "https://iam.amazonaws.com/doc/2010-05-08/",
  sts: "https://sts.amazonaws.com/doc/2011-06-15/",
};

function xmlRefusal(
  service: string,
  status: number,
  code: string,
  message: string,
  requestId: string,
): Answer {
  const fault = status < 500 ? "Sender" : "Receiver";
  return {
    status,
    headers: { "content-type": "text/xml", "x-amzn-requestid": requestId },
    body:
      `<ErrorResponse xmlns="${NAMESPACES[service] ?? ""}"><Error><Type>${fault}</Type><Code>${escapeXml(code)}</Code>` +
      `<Message>${escapeXml(message)}</Message></Error><RequestId>${requestId}</RequestId></ErrorResponse>`,
  };
}

export function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, character => ENTITIES[character] ?? character);
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
