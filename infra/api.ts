import * as pulumi from "@pulumi/pulumi";
import { Api, Route, Stage } from "@pulumi/aws/apigatewayv2";
import { LogGroup } from "@pulumi/aws/cloudwatch";
import { Permission } from "@pulumi/aws/lambda";
import type { ApiEnvironment } from "../handlers/api/environment";
import {
  API_ROUTES,
  API_THROTTLES,
  type Throttle,
  WEBHOOK_ROUTES,
  WEBHOOK_THROTTLES,
} from "../handlers/shared/api-routes";
import type { Foundation } from "./foundation";
import { handlerIn, LambdaFunction } from "./function";
import { functionIntegration } from "./function-integration";
import { credentialInputs } from "./grants/credential-inputs";
import { readEmailEvents } from "./grants/email-events";
import type { Callee } from "./grants/functions";
import { readQuota } from "./grants/quota";
import { accessLogGroupName } from "./names";
import { createWebhook, type Webhook } from "./webhook";

const NAME = "smtp-api";

/** An HTTP API to administer credentials with, for callers with IAM permissions; an idle one costs nothing. */
export function createApi(foundation: Foundation, recorder: Callee) {
  const { settings, store } = foundation;
  const lambda = new LambdaFunction(NAME, {
    handler: handlerIn<ApiEnvironment>("api"),
    description: "HTTP API that reads credential records and changes their settings",
    memoryMb: 512,
    timeoutSeconds: 29, // API Gateway waits for 30
    uses: [credentialInputs(store), readEmailEvents(store), readQuota()],
    environment: {
      METRICS_PREFIX: settings.metricsPrefix,
      ENGAGEMENT_EVENTS: settings.engagementEvents.join(",") || "none",
      EVENT_RETENTION_DAYS: String(settings.eventRetentionDays),
      TTL_ATTRIBUTE: store.ttlAttribute,
      ALLOWED_FROM_DOMAINS: settings.allowedFromDomains.join(","),
      RECEIVING_RULES: settings.receivingRules,
      SENDING_RESOURCES: pulumi.all(foundation.sendingResources).apply(arns => arns.join(",")),
    },
    // Its log has an audit entry for each call.
    settings: { ...settings, logRetentionDays: settings.auditRetentionDays },
  });
  const api = new Api(NAME, {
    protocolType: "HTTP",
    description: "Administers SMTP credentials",
  });
  const permission = allowInvoking(api, lambda);
  const routes = createRoutes(api, lambda.functionArn, permission);
  const webhook = createWebhook(foundation, api, recorder);
  const accessLog = createAccessLog(foundation);
  createStage(api, routes, webhook, accessLog);
  return {
    functionName: lambda.functionName,
    functionArn: lambda.functionArn,
    webhook,
    stageArn: pulumi.interpolate`${api.executionArn}/$default`,
    logGroupArn: lambda.logGroupArn,
    accessLogArn: accessLog.arn,
    outputs: { apiUrl: api.apiEndpoint },
  };
}

/** One permission for the API's only stage, whatever the route: API Gateway has checked the caller by then. */
function allowInvoking(api: Api, lambda: { functionName: pulumi.Output<string> }): Permission {
  return new Permission(NAME, {
    action: "lambda:InvokeFunction",
    function: lambda.functionName,
    principal: "apigateway.amazonaws.com",
    sourceArn: pulumi.interpolate`${api.executionArn}/$default/*`,
  });
}

function createRoutes(api: Api, functionArn: pulumi.Output<string>, permission: Permission): Route[] {
  const target = functionIntegration(NAME, api, functionArn, permission);
  return Object.entries(API_ROUTES).map(
    ([action, routeKey]) =>
      new Route(`${NAME}-${action}`, {
        apiId: api.id,
        routeKey,
        authorizationType: "AWS_IAM",
        target,
      }),
  );
}

/**
 * The fields of an access log entry. API Gateway writes it, also for a request that it refuses:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html. Not the path: that of
 * `DELETE …/suppressions/{email}` has a recipient in it.
 */
const ACCESS_LOG = {
  requestId: "$context.requestId",
  time: "$context.requestTime",
  sourceIp: "$context.identity.sourceIp",
  userArn: "$context.identity.userArn",
  routeKey: "$context.routeKey",
  status: "$context.status",
  error: "$context.error.message",
  authorizerError: "$context.authorizer.error",
  integrationError: "$context.integrationErrorMessage",
};

function createAccessLog({ settings }: Foundation): LogGroup {
  return new LogGroup(`${NAME}-access`, {
    name: accessLogGroupName(NAME),
    retentionInDays: settings.auditRetentionDays,
  });
}

/** A route's throttle can be set only once the route exists. */
function createStage(api: Api, routes: Route[], webhook: Webhook | undefined, log: LogGroup): Stage {
  const { rate, burst } = API_THROTTLES.getCredential;
  return new Stage(
    NAME,
    {
      apiId: api.id,
      name: "$default",
      autoDeploy: true,
      accessLogSettings: { destinationArn: log.arn, format: JSON.stringify(ACCESS_LOG) },
      defaultRouteSettings: { throttlingRateLimit: rate, throttlingBurstLimit: burst },
      routeSettings: [
        ...routeSettings(API_ROUTES, API_THROTTLES),
        ...(webhook === undefined ? [] : routeSettings(WEBHOOK_ROUTES, WEBHOOK_THROTTLES)),
      ],
    },
    { dependsOn: [...routes, ...(webhook?.routes ?? [])] },
  );
}

function routeSettings<Name extends string>(
  routes: Readonly<Record<Name, string>>,
  throttles: Readonly<Record<Name, Throttle>>,
) {
  return (Object.keys(routes) as Name[]).map(name => ({
    routeKey: routes[name],
    throttlingRateLimit: throttles[name].rate,
    throttlingBurstLimit: throttles[name].burst,
  }));
}
