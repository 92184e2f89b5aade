import * as z from "zod/mini";
import { API_ROUTES, type ApiAction } from "../shared/api-routes";
import {
  credential,
  credentialList,
  emptyBody,
  patchBody,
  problemDetails,
  putBody,
  rotateBody,
  secret,
} from "./credentials/schemas";
import { PROBLEMS, type ProblemName } from "./http/problem";
import { CORRELATION_ID, IF_MATCH, IF_NONE_MATCH, LIST_PARAMETERS, USERNAME } from "./openapi-parameters";

/** What the document says about an operation besides its route. */
interface Operation {
  summary: string;
  body?: z.ZodMiniType;
  example?: object;
  /** The answer's status and body; none for 204. */
  answers: readonly { status: 200 | 201 | 204; schema?: string; description: string }[];
  /** Its problems besides {@link ALWAYS}. */
  problems: readonly ProblemName[];
  conditional?: boolean;
}

/** Problems of every operation. API Gateway itself responds with 403 and 429, and with 500 if the function fails. */
const ALWAYS: readonly ProblemName[] = ["invalid-request", "unauthenticated", "internal", "unavailable"];
const WITH_BODY: readonly ProblemName[] = ["too-large", "unsupported-media-type"];
const CHANGE: readonly ProblemName[] = [
  "not-found",
  "changed-meanwhile",
  "precondition-failed",
  ...WITH_BODY,
];

const SHOWN = { status: 200, schema: "Credential", description: "The credential as it is now" } as const;

const OPERATIONS: Readonly<Record<ApiAction, Operation>> = {
  listCredentials: {
    summary: "List credentials by username",
    answers: [{ status: 200, schema: "CredentialList", description: "A page of credentials" }],
    problems: [],
  },
  getCredential: { summary: "Show a credential", answers: [SHOWN], problems: ["not-found"] },
  putCredential: {
    summary: "Create a credential, or replace its settings",
    body: putBody,
    example: { allowedFromAddresses: ["jane@company.com"], description: "Jane Doe" },
    answers: [SHOWN, { status: 201, schema: "Credential", description: "The new credential" }],
    problems: ["changed-meanwhile", "precondition-failed", ...WITH_BODY],
    conditional: true,
  },
  patchCredential: {
    summary: "Change some settings of a credential (JSON Merge Patch: null removes)",
    body: patchBody,
    example: { allowedFromAddresses: ["jane@company.com", "*@company.com"], description: null },
    answers: [SHOWN],
    problems: CHANGE,
    conditional: true,
  },
  deleteCredential: {
    summary: "Remove a credential and its login",
    answers: [{ status: 204, description: "The record is deleted; the login follows within seconds" }],
    problems: CHANGE,
    conditional: true,
  },
  getSecret: {
    summary: "Get the encrypted password, for callers who may decrypt it with KMS",
    body: emptyBody,
    answers: [
      { status: 200, schema: "Secret", description: "The encrypted password and its encryption context" },
    ],
    problems: ["not-found", "no-login", ...WITH_BODY],
  },
  rotateCredential: {
    summary: "Request a new password; the old one keeps working for a grace period, unless it is compromised",
    body: rotateBody,
    answers: [SHOWN],
    problems: CHANGE,
    conditional: true,
  },
  disableCredential: {
    summary: "Stop a login without deleting it",
    body: emptyBody,
    answers: [SHOWN],
    problems: CHANGE,
    conditional: true,
  },
  enableCredential: {
    summary: "Turn a login on again, and lift its hold",
    body: emptyBody,
    answers: [SHOWN],
    problems: CHANGE,
    conditional: true,
  },
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
        "Administers SMTP credentials. Requests are signed with AWS Signature Version 4 for the service execute-api; " +
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
  const { summary, body, example, answers, problems, conditional = false } = OPERATIONS[action];
  const isList = action === "listCredentials";
  return {
    operationId: action,
    summary,
    parameters: [
      ...(isList ? LIST_PARAMETERS : [USERNAME]),
      ...(conditional ? [IF_MATCH] : []),
      ...(action === "putCredential" ? [IF_NONE_MATCH] : []),
      CORRELATION_ID,
    ],
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            required: body === putBody || body === patchBody,
            content: json(schemaOf(body), example),
          },
        }),
    responses: {
      ...Object.fromEntries(
        answers.map(({ status, schema, description }) => [
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
