import type { ApiRequest, ApiResponse } from "../ses/control-plane/api";
import type { Caller } from "./admission";
import type { HttpResponse } from "./http-response";
import type { FrontDoorRequest } from "./request";

/** Local SES's REST API. */
export type SesApi = (request: ApiRequest) => ApiResponse | Promise<ApiResponse>;

/** Passes a request on to local SES, with the name of the role that makes it. */
export async function callSes(
  sesApi: SesApi,
  { method, path, query, body }: FrontDoorRequest,
  caller: Caller,
): Promise<HttpResponse> {
  const role = caller.kind === "role" ? { caller: caller.roleArn.replace(/^.*\//, "") } : {};
  const response = await sesApi({ method, path, query, body: body.toString("utf8"), ...role });
  const text = typeof response.body === "string" ? response.body : JSON.stringify(response.body ?? {});
  return {
    status: response.status,
    headers: { "content-type": "application/json", ...response.headers },
    body: text,
  };
}
