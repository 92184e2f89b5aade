import * as pulumi from "@pulumi/pulumi";
import { type Api, Route } from "@pulumi/aws/apigatewayv2";
import { Permission } from "@pulumi/aws/lambda";
import { WEBHOOK_ROUTES } from "../handlers/shared/api-routes";
import type { WebhookEnvironment } from "../handlers/webhook/environment";
import type { Foundation } from "./foundation";
import { handlerIn, LambdaFunction } from "./function";
import { functionIntegration } from "./function-integration";
import { publishAlerts } from "./grants/alerts";
import { confirmSubscriptions } from "./grants/confirm-subscriptions";
import { type Callee, invokeRecorder } from "./grants/functions";

const NAME = "smtp-webhook";

/** What the API takes in besides its own routes. */
export interface Webhook {
  readonly functionArn: pulumi.Output<string>;
  readonly roleArn: pulumi.Output<string>;
  readonly logGroupArn: pulumi.Output<string>;
  readonly routes: readonly Route[];
}

/**
 * Takes what SNS posts for topics that the recorder cannot subscribe to. Open to anyone, so it is a function of its own
 * with hardly any permission, and exists only if the settings list topics.
 *
 * @returns undefined if they list none
 */
export function createWebhook(foundation: Foundation, api: Api, recorder: Callee): Webhook | undefined {
  const { settings, alerts } = foundation;
  const { webhookTopicArns } = settings;
  if (webhookTopicArns.length === 0) return undefined;
  const lambda = new LambdaFunction(NAME, {
    handler: handlerIn<WebhookEnvironment>("webhook"),
    description: "Verifies what SNS posts for listed topics, and hands it to the recorder",
    memoryMb: 256,
    timeoutSeconds: 15,
    uses: [invokeRecorder(recorder), publishAlerts(alerts), confirmSubscriptions(webhookTopicArns)],
    environment: {},
    settings,
  });
  const permission = new Permission(NAME, {
    action: "lambda:InvokeFunction",
    function: lambda.functionName,
    principal: "apigateway.amazonaws.com",
    sourceArn: pulumi.interpolate`${api.executionArn}/$default/*/api/webhooks/ses/*`,
  });
  const { functionArn, roleArn, logGroupArn } = lambda;
  return { functionArn, roleArn, logGroupArn, routes: createRoutes(api, functionArn, permission) };
}

/** SNS does not sign requests as IAM does; the function verifies its own signature. */
function createRoutes(api: Api, functionArn: pulumi.Output<string>, permission: Permission): Route[] {
  const target = functionIntegration(NAME, api, functionArn, permission);
  return Object.entries(WEBHOOK_ROUTES).map(
    ([name, routeKey]) =>
      new Route(`${NAME}-${name}`, {
        apiId: api.id,
        routeKey,
        authorizationType: "NONE",
        target,
      }),
  );
}
