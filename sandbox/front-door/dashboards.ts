import { validateDashboard } from "../cloudwatch/dashboard-body";
import { jsonOf, textOf } from "./authorization/permission";
import { errorResponse, type HttpResponse } from "./http-response";
import type { FrontDoorRequest } from "./request";

export function isPutDashboard({ service, action }: FrontDoorRequest): boolean {
  return service === "monitoring" && action === "PutDashboard";
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutDashboard.html */
const NAME = /^[A-Za-z0-9_-]{1,255}$/;

/**
 * Stores a dashboard in the emulator (MiniStack 1.5.33, which stores any) if CloudWatch would. Errors and warnings are in
 * the response, as in CloudWatch's. The SDK calls it in JSON; the query protocol is read too, and CBOR is refused.
 *
 * @param store has the emulator carry out the request
 */
export async function putDashboard(
  request: FrontDoorRequest,
  store: () => Promise<HttpResponse>,
): Promise<HttpResponse> {
  const isJson = /json/.test(request.headers["content-type"] ?? "");
  if (!isJson && request.form.get("Action") === null)
    return refusal(isJson, "The sandbox reads dashboards in the JSON and query protocols only.");
  const input = isJson ? jsonOf(request) : Object.fromEntries(request.form);
  if (!NAME.test(textOf(input["DashboardName"])))
    return refusal(isJson, `The field DashboardName must match the pattern ${NAME.source}`);
  const { errors, warnings } = validateDashboard(textOf(input["DashboardBody"]));
  if (errors.length > 0) {
    const list = JSON.stringify(errors, null, 2);
    const message = `The dashboard body is invalid, there are ${errors.length} validation errors:\n${list}`;
    return refusal(isJson, message, errors.map(capitalize));
  }
  const response = await store();
  if (!isJson || response.status !== 200) return response;
  return { ...response, body: JSON.stringify({ DashboardValidationMessages: warnings.map(capitalize) }) };
}

/** The SDK's `DashboardInvalidInputError`, whose code in the query protocol is `InvalidParameterInput`. */
function refusal(isJson: boolean, message: string, messages: readonly object[] = []): HttpResponse {
  if (!isJson) return errorResponse("cloudformation", 400, "InvalidParameterInput", message);
  const response = errorResponse("monitoring", 400, "DashboardInvalidInputError", message);
  const body = { __type: "DashboardInvalidInputError", message, dashboardValidationMessages: messages };
  return { ...response, body: JSON.stringify(body) };
}

function capitalize({ dataPath, message }: { dataPath: string; message: string }) {
  return { DataPath: dataPath, Message: message };
}
