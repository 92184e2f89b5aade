import type { IncomingHttpHeaders, IncomingMessage } from "node:http";

/** The AWS operation that a request calls. */
interface Operation {
  /** The service in the signature's credential scope: `iam`, `dynamodb`, `ses` …; empty when unsigned. */
  readonly service: string;
  /** In the same scope; empty when unsigned. */
  readonly region: string;
  /** For example `CreateAccessKey` or `PutItem`; for REST services the method and path. */
  readonly action: string;
}

/** A request as parsed; header names are lowercase. */
export interface FrontDoorRequest extends Operation {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** The form fields of a query-protocol request; empty otherwise. */
  readonly form: URLSearchParams;
}

/** `AWS4-HMAC-SHA256 Credential=AKIA…/20260101/eu-central-1/iam/aws4_request, …`; a presigned URL has the same in its query. */
const SCOPE = /Credential=[^/]+\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request/;

export function readRequest(
  method: string,
  url: string,
  headers: IncomingHttpHeaders,
  body: Buffer,
): FrontDoorRequest {
  const { pathname: path, searchParams: query } = new URL(`http://front-door${url}`);
  const form = new URLSearchParams(isForm(headers) ? body.toString("utf8") : "");
  const signed = headers.authorization ?? `Credential=${query.get("X-Amz-Credential") ?? ""}`;
  const [, region = "", service = ""] = SCOPE.exec(signed) ?? [];
  return {
    method,
    path,
    query,
    headers,
    body,
    form,
    service,
    region,
    action: actionOf(method, path, headers, query, form),
  };
}

/** JSON protocols name the action in a header, query protocols in a form field; REST has method and path. */
function actionOf(
  method: string,
  path: string,
  headers: IncomingHttpHeaders,
  query: URLSearchParams,
  form: URLSearchParams,
): string {
  const target = headers["x-amz-target"];
  if (typeof target === "string") return target.slice(target.lastIndexOf(".") + 1);
  return form.get("Action") ?? query.get("Action") ?? `${method} ${path}`;
}

/** The service, or `email` for the first version of SES's API, whose protocol is another. */
export function protocolOf({ service, form }: Pick<FrontDoorRequest, "service" | "form">): string {
  return service === "ses" && form.has("Action") ? "email" : service;
}

function isForm(headers: IncomingHttpHeaders): boolean {
  return headers["content-type"]?.startsWith("application/x-www-form-urlencoded") ?? false;
}

/** More than any AWS request we send: a function's package is at most 50 MB. */
const MAX_BODY_BYTES = 64 * 1024 * 1024;

/** The whole body; undefined when it is too large. */
export async function readBody(incoming: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  return size <= MAX_BODY_BYTES ? Buffer.concat(chunks) : undefined;
}
