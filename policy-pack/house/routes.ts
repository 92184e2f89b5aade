import { isGiven, valueAt } from "../resource/path";
import { UNKNOWN } from "../resource/plain";
import { label, type Resource, type ResourceRule } from "../resource/resource";

/** SNS and other mail servers cannot sign with IAM, and a health check has no credentials: only these are open. */
const OPEN_ROUTES: readonly string[] = [
  "POST /api/webhooks/ses/notifications",
  "GET /api/webhooks/ses/health",
  "GET /.well-known/mta-sts.txt",
];

/** Inputs through which an API creates routes itself: quick create, and OpenAPI. */
const ROUTE_MAKERS: Readonly<Record<string, readonly string[]>> = {
  "aws:apigatewayv2/api:Api": ["routeKey", "target", "body"],
  "aws:apigateway/restApi:RestApi": ["body"],
};

const AUTHORIZED = ["AWS_IAM", "JWT", "CUSTOM"];

/** No anonymous caller reaches a function or runs up its cost. */
export const authorizedRoutes: ResourceRule = resource => {
  const issue = open(resource);
  return issue === undefined ? [] : [{ message: `${label(resource)}: ${issue}.` }];
};

function open(resource: Resource): string | undefined {
  const { type, props } = resource;
  if (type === "aws:apigatewayv2/route:Route")
    return openRoute(props["routeKey"], props["authorizationType"]);
  const maker = (ROUTE_MAKERS[type] ?? []).find(property => isGiven(props, property));
  if (maker !== undefined)
    return `creates a route through ${maker}, so its authorization cannot be checked; remove ${maker} and declare each route`;
  if (
    type === "aws:lambda/functionUrl:FunctionUrl" &&
    isNot(valueAt(props, "authorizationType"), ["AWS_IAM"])
  )
    return 'is open to everyone, who could run up costs; set authorizationType to "AWS_IAM"';
  if (
    type === "aws:apigateway/method:Method" &&
    isNot(valueAt(props, "authorization"), [...AUTHORIZED, "COGNITO_USER_POOLS"])
  )
    return 'is open to everyone, who could run up costs; set authorization to "AWS_IAM"';
  return undefined;
}

function openRoute(route: unknown, authorization: unknown): string | undefined {
  if (!isNot(authorization, AUTHORIZED) || (typeof route === "string" && OPEN_ROUTES.includes(route)))
    return undefined;
  return `${typeof route === "string" ? route : "a route"} is open to everyone, who could run up costs; set authorizationType to "AWS_IAM"`;
}

function isNot(value: unknown, allowed: readonly string[]): boolean {
  return value !== UNKNOWN && !(typeof value === "string" && allowed.includes(value));
}
