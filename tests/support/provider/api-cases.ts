import type { TypeCase } from "./type-case";
import { secret } from "./wire";

/** An HTTP API and its parts. */
export const API_CASES: readonly TypeCase[] = [
  {
    type: "aws:apigatewayv2/api:Api",
    inputs: () => ({ name: "grpc-created-api", protocolType: "HTTP", description: secret("before") }),
    secret: "description",
    computed: ["arn", "apiEndpoint", "executionArn"],
    change: { description: secret("after") },
    replacing: { protocolType: "WEBSOCKET" },
  },
  {
    type: "aws:apigatewayv2/integration:Integration",
    inputs: ({ apiId, functionArn }) => ({
      apiId,
      integrationType: "AWS_PROXY",
      integrationUri: secret(functionArn),
      payloadFormatVersion: "2.0",
    }),
    secret: "integrationUri",
    computed: [],
    change: { timeoutMilliseconds: 10_000 },
    replacing: { integrationType: "HTTP_PROXY" },
  },
  {
    type: "aws:apigatewayv2/route:Route",
    inputs: ({ apiId }) => ({ apiId, routeKey: secret("GET /grpc"), authorizationType: "AWS_IAM" }),
    secret: "routeKey",
    computed: [],
    change: { routeKey: secret("GET /changed") },
    replacing: { apiId: "other" },
  },
  {
    type: "aws:apigatewayv2/stage:Stage",
    inputs: ({ apiId }) => ({
      apiId,
      name: "grpc",
      autoDeploy: true,
      description: secret("before"),
      routeSettings: [{ routeKey: "GET /grpc", throttlingBurstLimit: 1, throttlingRateLimit: 1 }],
    }),
    secret: "description",
    computed: ["arn", "executionArn"],
    change: { description: secret("after"), routeSettings: [] },
    replacing: { name: "other" },
  },
];
