import { errorResponse, type HttpResponse } from "../http-response";
import { type FrontDoorRequest, protocolOf } from "../request";

/** What services other than those with AccessDeniedException and status 403 answer. */
const CODES: Readonly<Record<string, { code: string; status?: number }>> = {
  dynamodb: { code: "AccessDeniedException", status: 400 },
  email: { code: "AccessDenied" },
  events: { code: "AccessDeniedException", status: 400 },
  iam: { code: "AccessDenied" },
  kms: { code: "AccessDeniedException", status: 400 },
  logs: { code: "AccessDeniedException", status: 400 },
  monitoring: { code: "AccessDenied" },
  sns: { code: "AuthorizationError" },
  sqs: { code: "AccessDeniedException", status: 400 },
  sts: { code: "AccessDenied" },
};

/** SQS names its errors for clients of its former protocol in a header. */
const QUERY_ERRORS: Readonly<Record<string, string>> = { sqs: "AccessDenied;Sender" };

/** A refusal in the service's own format. */
export function accessDenied(request: FrontDoorRequest, message: string): HttpResponse {
  const service = protocolOf(request);
  const { code, status = 403 } = CODES[service] ?? { code: "AccessDeniedException" };
  const response = errorResponse(service, status, code, message);
  const queryError = QUERY_ERRORS[service];
  if (queryError === undefined) return response;
  return { ...response, headers: { ...response.headers, "x-amzn-query-error": queryError } };
}
