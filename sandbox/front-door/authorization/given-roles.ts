import { errorResponse, type HttpResponse } from "../http-response";
import type { FrontDoorRequest } from "../request";
import type { Authorizer } from "./authorize";
import { arrayOf, jsonOf, objectOf, textOf } from "./permission";

/** A role that a request gives to a service, and the resource that the service will assume it for. */
interface GivenRole {
  readonly service: string;
  readonly roleArn: string;
  readonly sourceArn: string;
}

/**
 * Lambda and EventBridge refuse a role that they may not assume, whoever gives it
 * (https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html). The emulator does the same for EventBridge
 * Scheduler (sandbox/emulator/schedules.py).
 *
 * @returns the service's refusal, or undefined if every role exists and trusts the service
 */
export async function givenRoleError(
  request: FrontDoorRequest,
  authorizer: Authorizer,
): Promise<HttpResponse | undefined> {
  for (const { service, roleArn, sourceArn } of rolesGiven(request, authorizer.place)) {
    if (await authorizer.mayAssume(service, roleArn, sourceArn)) continue;
    if (service === LAMBDA) return cannotBeAssumedByLambda();
    const message = `Provided role '${roleArn}' cannot be assumed by principal '${service}'.`;
    return errorResponse("events", 400, "ValidationException", message);
  }
  return undefined;
}

export function cannotBeAssumedByLambda(): HttpResponse {
  const message = "The role defined for the function cannot be assumed by Lambda.";
  return errorResponse("lambda", 400, "InvalidParameterValueException", message);
}

export const LAMBDA = "lambda.amazonaws.com";
const EVENTS = "events.amazonaws.com";

function rolesGiven(request: FrontDoorRequest, place: Authorizer["place"]): GivenRole[] {
  if (request.service === "lambda") return roleOfFunction(request, place);
  return request.service === "events" ? rolesOfRule(request, place) : [];
}

function roleOfFunction(request: FrontDoorRequest, place: Authorizer["place"]): GivenRole[] {
  const { method, path } = request;
  const [, updated] = /^\/2015-03-31\/functions\/([^/]+)\/configuration$/.exec(path) ?? [];
  const creates = method === "POST" && /^\/2015-03-31\/functions\/?$/.test(path);
  if (!creates && (method !== "PUT" || updated === undefined)) return [];
  const { FunctionName, Role } = jsonOf(request);
  if (!creates && Role === undefined) return [];
  const name = creates ? textOf(FunctionName) : decodeURIComponent(updated ?? "");
  return [{ service: LAMBDA, roleArn: textOf(Role), sourceArn: functionArn(name, place) }];
}

/** @param name the function's name or ARN, the latter perhaps without its beginning */
export function functionArn(name: string, { region, accountId }: Authorizer["place"]): string {
  return `arn:aws:lambda:${region}:${accountId}:function:${name.replace(/^.*function:/, "")}`;
}

/** Of a rule itself, and of its targets. */
function rolesOfRule(request: FrontDoorRequest, { accountId }: Authorizer["place"]): GivenRole[] {
  if (request.action !== "PutRule" && request.action !== "PutTargets") return [];
  const input = jsonOf(request);
  const bus = textOf(input.EventBusName) || "default";
  const rule = textOf(input.Rule) || textOf(input.Name);
  const path = bus === "default" ? rule : `${bus}/${rule}`;
  const sourceArn = `arn:aws:events:${request.region}:${accountId}:rule/${path}`;
  return [input, ...arrayOf(input.Targets).map(objectOf)]
    .map(({ RoleArn }) => textOf(RoleArn))
    .filter(roleArn => roleArn !== "")
    .map(roleArn => ({ service: EVENTS, roleArn, sourceArn }));
}
