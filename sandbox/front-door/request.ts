import type { IncomingHttpHeaders } from "node:http";

/** What a request asks for, as far as the front door needs to know. */
export interface Operation {
  /** The service of the signature's scope: `iam`, `dynamodb`, `ses` …; empty when unsigned. */
  readonly service: string;
  /** `CreateAccessKey`, `PutItem`; for REST services the method and path. */
  readonly action: string;
}

/** What is known of a request before it is answered; header names are lower case. */
export interface FrontDoorRequest extends Operation {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** The form of a query-protocol request; empty otherwise. */
  readonly form: URLSearchParams;
}

/** `AWS4-HMAC-SHA256 Credential=AKIA…/20260101/eu-central-1/iam/aws4_request, …`; the same in a presigned URL. */
const SCOPE = /Credential=[^/]+\/\d{8}\/[^/]+\/([^/]+)\/aws4_request/;

export function readRequest(
  method: string,
  url: string,
  headers: IncomingHttpHeaders,
  body: Buffer,
): FrontDoorRequest {
  const { pathname: path, searchParams: query } = new URL(`http://front-door${url}`);
  const form = new URLSearchParams(isForm(headers) ? body.toString("utf8") : "");
  const signed = headers.authorization ?? `Credential=${query.get("X-Amz-Credential") ?? ""}`;
  const service = SCOPE.exec(signed)?.[1] ?? "";
  return {
    method,
    path,
    query,
    headers,
    body,
    form,
    service,
    action: actionOf(method, path, headers, query, form),
  };
}

/** JSON protocols name the action in a header, query protocols in the form, REST by method and path. */
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

function isForm(headers: IncomingHttpHeaders): boolean {
  return headers["content-type"]?.startsWith("application/x-www-form-urlencoded") ?? false;
}
