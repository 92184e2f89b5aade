import * as z from "zod/mini";
import { API_ROUTES, type ApiAction } from "../shared/api-routes";
import { credential, credentialList, problemDetails, secret } from "./credentials/schemas";
import { PROBLEMS, type ProblemName } from "./http/problem";
import { CREDENTIAL_OPERATIONS } from "./openapi-credentials";
import { METRICS_OPERATIONS, METRICS_SCHEMAS } from "./openapi-metrics";
import type { Operation } from "./openapi-operation";
import { CORRELATION_ID } from "./openapi-parameters";

/** Problems of every operation. API Gateway itself responds with 403 and 429, and with 500 if the function fails. */
const ALWAYS: readonly ProblemName[] = ["invalid-request", "unauthenticated", "internal", "unavailable"];
const OPERATIONS: Readonly<Record<ApiAction, Operation>> = {
  ...CREDENTIAL_OPERATIONS,
  ...METRICS_OPERATIONS,
};

/** The OpenAPI document in docs/openapi.yaml. */
export function openApiDocument(): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const [action, routeKey] of Object.entries(API_ROUTES) as [ApiAction, string][]) {
    const [method = "", path = ""] = routeKey.split(" ");
    (paths[path] ??= {})[method.toLowerCase()] = operationOf(action);
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "ses-smtp",
      version: "1",
      description:
        "Administers SMTP credentials, and tells what became of their mail. Requests are signed with AWS Signature Version 4 for the service execute-api; " +
        "the caller needs execute-api:Invoke on the route. docs/administration.md has roles for it.",
    },
    servers: [
      {
        url: "{apiUrl}",
        variables: { apiUrl: { default: "https://example.execute-api.eu-central-1.amazonaws.com" } },
      },
    ],
    security: [{ sigv4: [] }],
    paths,
    components: {
      securitySchemes: {
        sigv4: {
          ...{ type: "apiKey", name: "Authorization", in: "header" },
          "x-amazon-apigateway-authtype": "awsSigv4",
        },
      },
      schemas: {
        Credential: schemaOf(credential),
        CredentialList: {
          ...schemaOf(credentialList),
          properties: {
            credentials: { type: "array", items: reference("Credential") },
            nextPageToken: { type: "string", description: "Absent on the last page." },
          },
        },
        Secret: schemaOf(secret),
        ...Object.fromEntries(
          Object.entries(METRICS_SCHEMAS).map(([name, schema]) => [name, schemaOf(schema)]),
        ),
        Problem: schemaOf(problemDetails),
        Message: {
          type: "object",
          description: "A response from API Gateway itself.",
          properties: { message: { type: "string" } },
          required: ["message"],
        },
      },
    },
  };
}

function operationOf(action: ApiAction): Record<string, unknown> {
  const {
    summary,
    parameters,
    body,
    isBodyRequired = false,
    example,
    answers,
    problems,
  } = OPERATIONS[action];
  return {
    operationId: action,
    summary,
    parameters: [...parameters, CORRELATION_ID],
    ...(body === undefined
      ? {}
      : { requestBody: { required: isBodyRequired, content: json(schemaOf(body), example) } }),
    responses: {
      ...Object.fromEntries(
        answers.map(({ status, schema, text, description }) => [
          String(status),
          {
            description,
            headers: {
              "x-correlation-id": { schema: { type: "string" } },
              ...(schema === "Credential" || schema === "Secret"
                ? { etag: { schema: { type: "string" } } }
                : {}),
            },
            ...(schema === undefined ? {} : { content: json(reference(schema)) }),
            ...(text === undefined ? {} : { content: { [text]: { schema: { type: "string" } } } }),
          },
        ]),
      ),
      ...problemResponses([...ALWAYS, ...problems]),
    },
  };
}

/** One response for each status; several problems may share one. */
function problemResponses(names: readonly ProblemName[]): Record<string, unknown> {
  const byStatus = new Map<number, string[]>([[429, ["Too many requests to this route"]]]);
  for (const name of names) {
    const { status, title } = PROBLEMS[name];
    byStatus.set(status, [...(byStatus.get(status) ?? []), title]);
  }
  const entries = [...byStatus].sort(([a], [b]) => a - b);
  return Object.fromEntries(
    entries.map(([status, titles]) => [
      String(status),
      {
        description: titles.join("; "),
        content: {
          ...(status === 429 ? {} : { "application/problem+json": { schema: reference("Problem") } }),
          ...([403, 429, 500, 503].includes(status) ? json(reference("Message")) : {}),
        },
      },
    ]),
  );
}

function schemaOf(schema: z.ZodMiniType): Record<string, unknown> {
  const described: Record<string, unknown> = { ...z.toJSONSchema(schema, { io: "input" }) };
  delete described.$schema; // OpenAPI 3.1 has the same dialect
  return described;
}

function reference(name: string): { $ref: string } {
  return { $ref: `#/components/schemas/${name}` };
}

function json(schema: object, example?: object): Record<string, unknown> {
  return { "application/json": { schema, ...(example && { example }) } };
}
