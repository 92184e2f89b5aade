import type { TypeCase } from "./type-case";
import { secret } from "./wire";

/** What custom domain names of HTTP APIs have. */
export const REGIONAL = { endpointType: "REGIONAL", securityPolicy: "TLS_1_2" };

/** An HTTP API, its parts, and its custom domain names with their certificates. */
export const API_CASES: readonly TypeCase[] = [
  {
    type: "aws:acm/certificate:Certificate",
    inputs: () => ({ domainName: secret("created.grpc.example"), validationMethod: "DNS" }),
    secret: "domainName",
    computed: ["arn", "domainValidationOptions"],
    change: { tags: { team: "mail" } },
    replacing: { domainName: "other.grpc.example" },
  },
  {
    type: "aws:acm/certificateValidation:CertificateValidation",
    inputs: ({ certificateArn }) => ({ certificateArn: secret(certificateArn) }),
    secret: "certificateArn",
    computed: [],
    replacing: { certificateArn: "other" },
    stays: "it is a wait for a certificate, which still exists",
  },
  {
    type: "aws:apigatewayv2/api:Api",
    inputs: () => ({ name: "grpc-created-api", protocolType: "HTTP", description: secret("before") }),
    secret: "description",
    computed: ["arn", "apiEndpoint", "executionArn"],
    change: { description: secret("after") },
    replacing: { protocolType: "WEBSOCKET" },
  },
  {
    type: "aws:apigatewayv2/apiMapping:ApiMapping",
    inputs: ({ apiId, customDomain, stageName }) => ({
      apiId: secret(apiId),
      domainName: customDomain,
      stage: stageName,
    }),
    secret: "apiId",
    computed: [],
    change: { apiMappingKey: "grpc" },
    replacing: { domainName: "other.grpc.example" },
  },
  {
    type: "aws:apigatewayv2/domainName:DomainName",
    inputs: ({ certificateArn }) => ({
      domainName: "created.grpc.example",
      domainNameConfiguration: secret({ certificateArn, ...REGIONAL }),
    }),
    secret: "domainNameConfiguration",
    computed: ["arn"],
    replacing: { domainName: "other.grpc.example" },
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
