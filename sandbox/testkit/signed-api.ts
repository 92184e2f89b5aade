import type { SandboxReport } from "../shared/report";
import { signedHeaders } from "../shared/sigv4";

export interface SignedRequest {
  method?: string;
  /** Below the API's URL, escaped, with the query. */
  path: string;
  body?: unknown;
  headers?: Record<string, string>;
  /** Of a role's session; absent for the account's own key. */
  sessionToken?: string;
}

export interface SignedResponse {
  status: number;
  headers: Headers;
  text: string;
  /** The body, if it is JSON. */
  body: Record<string, unknown>;
}

/** Calls the sandbox's API over plain HTTP, signed. */
export async function callApi(
  { outputs, region, accessKeyId, secretAccessKey }: SandboxReport,
  { method = "GET", path, body, headers = {}, sessionToken }: SignedRequest,
): Promise<SignedResponse> {
  const url = new URL(`${String(outputs.apiUrl)}${path}`);
  const text = body === undefined ? "" : JSON.stringify(body);
  const request = {
    method,
    url: url.pathname + url.search,
    headers: {
      host: url.host,
      ...(text === "" ? {} : { "content-type": "application/json" }),
      ...(sessionToken === undefined ? {} : { "x-amz-security-token": sessionToken }),
      ...headers,
    },
    body: text,
  };
  const scope = { accessKeyId, secretAccessKey, region, service: "execute-api" };
  const response = await fetch(url, {
    method,
    headers: signedHeaders(request, scope),
    ...(text === "" ? {} : { body: text }),
  });
  const answer = await response.text();
  return { status: response.status, headers: response.headers, text: answer, body: parse(answer) };
}

function parse(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}
