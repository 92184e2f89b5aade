import { GetFunctionConfigurationCommand, ResourceNotFoundException } from "@aws-sdk/client-lambda";

import type { EmulatorClients } from "../emulator-client";
import { errorResponse, type HttpResponse } from "../http-response";
import type { FrontDoorRequest } from "../request";
import type { Authorizer } from "./authorize";
import { cannotBeAssumedByLambda, functionArn, LAMBDA } from "./given-roles";
import { jsonOf, objectOf, type RequiredPermission, textOf } from "./permission";

/** What a role needs to be able to send to a destination, by the destination's service. */
const DELIVERIES: Readonly<Record<string, string>> = {
  events: "PutEvents",
  lambda: "InvokeFunction",
  sns: "Publish",
  sqs: "SendMessage",
};

const STREAM_ACTIONS = ["DescribeStream", "GetRecords", "GetShardIterator", "ListStreams"];

/**
 * Lambda checks the function's role when a stream mapping or a destination is made, whoever makes it
 * (https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-eventsourcemapping.html,
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html).
 *
 * @returns Lambda's refusal, or undefined if the role may do what is asked of it
 */
export async function executionRoleError(
  request: FrontDoorRequest,
  { lambda }: EmulatorClients,
  authorizer: Authorizer,
): Promise<HttpResponse | undefined> {
  const asked = request.service === "lambda" ? configured(request) : undefined;
  if (asked === undefined) return undefined;
  const role = await roleOf(asked.functionName, lambda);
  if (role === undefined) return undefined; // the service reports it
  const source = functionArn(asked.functionName, authorizer.place);
  if (!(await authorizer.mayAssume(LAMBDA, role, source))) return cannotBeAssumedByLambda();
  const mayNot = (permission: RequiredPermission) =>
    authorizer.refusesRole(permission, role, asked.functionName, request);
  const refuse = (message: string) => errorResponse("lambda", 400, "InvalidParameterValueException", message);

  const { stream, destinations } = asked;
  for (const action of stream === "" ? [] : STREAM_ACTIONS) {
    const resource = action === "ListStreams" ? "*" : stream;
    if (await mayNot({ action: `dynamodb:${action}`, resource })) {
      return refuse(
        `Cannot access stream ${stream}. Please ensure the role can perform the GetRecords, GetShardIterator, DescribeStream, and ListStreams Actions on your stream in IAM.`,
      );
    }
  }
  for (const resource of destinations) {
    const [, , service = ""] = resource.split(":");
    const action = DELIVERIES[service];
    if (action !== undefined && (await mayNot({ action: `${service}:${action}`, resource })))
      return refuse(
        `The function's execution role does not have permissions to call ${action} on ${resource}`,
      );
  }
  return undefined;
}

/** The function whose role is asked for something, and for what. */
function configured(request: FrontDoorRequest) {
  const { method, path } = request;
  const input = jsonOf(request);
  const { OnFailure, OnSuccess } = objectOf(input.DestinationConfig);
  const destinations = [OnFailure, OnSuccess]
    .map(each => textOf(objectOf(each).Destination))
    .filter(arn => arn !== "");
  const [, invoked] = /^\/2019-09-25\/functions\/([^/]+)\/event-invoke-config$/.exec(path) ?? [];
  if (invoked !== undefined && (method === "PUT" || method === "POST"))
    return { functionName: decodeURIComponent(invoked), stream: "", destinations };
  const isMapping = /^\/2015-03-31\/event-source-mappings(?:\/[^/]*)?$/.test(path);
  if (!isMapping || (method !== "PUT" && method !== "POST")) return undefined;
  const source = textOf(input.EventSourceArn);
  const stream = source.startsWith("arn:aws:dynamodb:") ? source : "";
  return { functionName: textOf(input.FunctionName), stream, destinations };
}

async function roleOf(FunctionName: string, lambda: EmulatorClients["lambda"]): Promise<string | undefined> {
  if (FunctionName === "") return undefined;
  try {
    return (await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }))).Role;
  } catch (thrown) {
    if (thrown instanceof ResourceNotFoundException) return undefined;
    throw thrown;
  }
}
