import type { FrontDoorRequest } from "../../request";
import { jsonOf, objectOf, passRole, textOf, type Mapper } from "../permission";

/** Services whose actions are a method and a path. */

type Route = readonly [method: string, path: RegExp, action: string];

/** The first route that matches, with the groups of its path decoded. */
function routeOf({ method, path }: FrontDoorRequest, routes: readonly Route[]) {
  for (const [wanted, pattern, action] of routes) {
    const found = method === wanted ? pattern.exec(path) : null;
    if (found !== null) return { action, names: found.slice(1).map(name => decodeURIComponent(name)) };
  }
  return undefined;
}

const LAMBDA: readonly Route[] = [
  ["POST", /^\/2015-03-31\/functions\/([^/]+)\/invocations$/, "InvokeFunction"],
  ["POST", /^\/2014-11-13\/functions\/([^/]+)\/invoke-async\/?$/, "InvokeFunction"],
  ["POST", /^\/2015-03-31\/functions\/?$/, "CreateFunction"],
  ["GET", /^\/2015-03-31\/functions\/([^/]+)$/, "GetFunction"],
  ["GET", /^\/2015-03-31\/functions\/([^/]+)\/configuration$/, "GetFunctionConfiguration"],
  ["PUT", /^\/2015-03-31\/functions\/([^/]+)\/code$/, "UpdateFunctionCode"],
  ["PUT", /^\/2015-03-31\/functions\/([^/]+)\/configuration$/, "UpdateFunctionConfiguration"],
  ["GET", /^\/2015-03-31\/functions\/?$/, "ListFunctions"],
  ["GET", /^\/2019-09-30\/functions\/([^/]+)\/concurrency$/, "GetFunctionConcurrency"],
  // It has no resource, whatever function it is filtered by.
  ["GET", /^\/2015-03-31\/event-source-mappings\/?$/, "ListEventSourceMappings"],
  ["GET", /^\/2016-08-19\/account-settings\/?$/, "GetAccountSettings"],
  ["DELETE", /^\/2015-03-31\/functions\/([^/]+)$/, "DeleteFunction"],
  ["POST", /^\/2015-03-31\/functions\/([^/]+)\/policy$/, "AddPermission"],
  ["GET", /^\/2015-03-31\/functions\/([^/]+)\/policy$/, "GetPolicy"],
  ["DELETE", /^\/2015-03-31\/functions\/([^/]+)\/policy\/[^/]+$/, "RemovePermission"],
  ["PUT", /^\/2017-10-31\/functions\/([^/]+)\/concurrency$/, "PutFunctionConcurrency"],
  ["DELETE", /^\/2017-10-31\/functions\/([^/]+)\/concurrency$/, "DeleteFunctionConcurrency"],
  ["PUT", /^\/2019-09-25\/functions\/([^/]+)\/event-invoke-config$/, "PutFunctionEventInvokeConfig"],
  ["GET", /^\/2019-09-25\/functions\/([^/]+)\/event-invoke-config$/, "GetFunctionEventInvokeConfig"],
  ["DELETE", /^\/2019-09-25\/functions\/([^/]+)\/event-invoke-config$/, "DeleteFunctionEventInvokeConfig"],
];

/** A mapping's resource is the mapping, and creating one has none: only the condition key names the function. */
const MAPPINGS: readonly Route[] = [
  ["POST", /^\/2015-03-31\/event-source-mappings\/?$/, "CreateEventSourceMapping"],
  ["GET", /^\/2015-03-31\/event-source-mappings\/?$/, "ListEventSourceMappings"],
  ["GET", /^\/2015-03-31\/event-source-mappings\/([^/]+)$/, "GetEventSourceMapping"],
  ["PUT", /^\/2015-03-31\/event-source-mappings\/([^/]+)$/, "UpdateEventSourceMapping"],
  ["DELETE", /^\/2015-03-31\/event-source-mappings\/([^/]+)$/, "DeleteEventSourceMapping"],
];

const mapping: Mapper = (request, { region, accountId }) => {
  const route = routeOf(request, MAPPINGS);
  if (route === undefined) return undefined;
  const [id] = route.names;
  const name = textOf(jsonOf(request).FunctionName);
  const functionArn = name.startsWith("arn:")
    ? name
    : `arn:aws:lambda:${region}:${accountId}:function:${name}`;
  return [
    {
      action: `lambda:${route.action}`,
      resource: id === undefined ? "*" : `arn:aws:lambda:${region}:${accountId}:event-source-mapping:${id}`,
      context: { "lambda:FunctionArn": name === "" ? [] : functionArn },
    },
  ];
};

/**
 * A function's role must be passed as well, when it is given or changed:
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html.
 */
export const lambda: Mapper = (request, scope) => {
  const { region, accountId } = scope;
  const route = routeOf(request, LAMBDA);
  if (route === undefined) return mapping(request, scope);
  const action = `lambda:${route.action}`;
  const givesRole = route.action === "CreateFunction" || route.action === "UpdateFunctionConfiguration";
  const input = givesRole ? jsonOf(request) : {};
  const reference = route.action === "CreateFunction" ? textOf(input.FunctionName) : route.names[0];
  if (reference === undefined) return [{ action, resource: "*" }];
  const qualifier = request.query.get("Qualifier");
  const name = reference.replace(/^arn:.*?:function:|^\d{12}:(?:function:)?/, "");
  const qualified = name.includes(":") || qualifier === null ? name : `${name}:${qualifier}`;
  return [
    {
      action,
      resource: `arn:aws:lambda:${region}:${accountId}:function:${qualified}`,
      context: {
        "lambda:FunctionArn": [],
        "lambda:FunctionUrlAuthType": [],
        "lambda:InvokedViaFunctionUrl": [],
      },
    },
    ...passRole(input.Role, "lambda.amazonaws.com"),
  ];
};

const SCHEDULER: readonly Route[] = [
  ["POST", /^\/schedules\/([^/]+)$/, "CreateSchedule"],
  ["PUT", /^\/schedules\/([^/]+)$/, "UpdateSchedule"],
  ["GET", /^\/schedules\/([^/]+)$/, "GetSchedule"],
  ["DELETE", /^\/schedules\/([^/]+)$/, "DeleteSchedule"],
  ["GET", /^\/schedules\/?$/, "ListSchedules"],
  ["POST", /^\/schedule-groups\/([^/]+)$/, "CreateScheduleGroup"],
  ["GET", /^\/schedule-groups\/([^/]+)$/, "GetScheduleGroup"],
  ["DELETE", /^\/schedule-groups\/([^/]+)$/, "DeleteScheduleGroup"],
  ["GET", /^\/schedule-groups\/?$/, "ListScheduleGroups"],
];

/**
 * A schedule's role must be passed as well:
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/security-iam-policies.html.
 */
export const scheduler: Mapper = (request, { region, accountId }) => {
  const route = routeOf(request, SCHEDULER);
  if (route === undefined) return undefined;
  const arn = (resource: string) => `arn:aws:scheduler:${region}:${accountId}:${resource}`;
  const action = `scheduler:${route.action}`;
  const [name] = route.names;
  const input = jsonOf(request);
  if (route.action.endsWith("ScheduleGroup")) return [{ action, resource: arn(`schedule-group/${name}`) }];
  if (route.action === "ListScheduleGroups") return [{ action, resource: arn("schedule-group/*") }];
  const group =
    textOf(input.GroupName) ||
    (request.query.get("groupName") ?? request.query.get("ScheduleGroup") ?? "default");
  if (name === undefined) return [{ action, resource: arn(`schedule/${group}/*`) }];
  return [
    { action, resource: arn(`schedule/${group}/${name}`) },
    ...passRole(objectOf(input.Target).RoleArn, "scheduler.amazonaws.com"),
  ];
};

const XRAY: readonly Route[] = [
  ["POST", /^\/TraceSegments$/, "PutTraceSegments"],
  ["POST", /^\/TelemetryRecords$/, "PutTelemetryRecords"],
  ["POST", /^\/SamplingRules$|^\/GetSamplingRules$/, "GetSamplingRules"],
  ["POST", /^\/SamplingTargets$/, "GetSamplingTargets"],
];

/** X-Ray has no resources: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html */
export const xray: Mapper = request => {
  const route = routeOf(request, XRAY);
  return route && [{ action: `xray:${route.action}`, resource: "*" }];
};

/** `/_aws/execute-api/{api}/{path}`, the emulator's form of an HTTP API's URL; a stage with a name comes before the path. */
const API = /^\/_aws\/execute-api\/([^/]+)(\/.*)?$/;

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-control-access-using-iam-policies-to-invoke-api.html */
export const executeApi: Mapper = async ({ method, path }, { region, accountId, resources }) => {
  const [, api, rest = "/"] = API.exec(path) ?? [];
  if (api === undefined) return undefined;
  const [, first = "", after = ""] = decoded(rest).split(/^\/([^/]*)/);
  const isStage = first !== "" && (await resources.stages(api)).includes(first);
  const target = isStage ? `${first}/${method}${after || "/"}` : `$default/${method}/${first}${after}`;
  const resource = `arn:aws:execute-api:${region}:${accountId}:${api}/${target}`;
  return [{ action: "execute-api:Invoke", resource }];
};

/** As the API will see it; malformed escapes stay. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
