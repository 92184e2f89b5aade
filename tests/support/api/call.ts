import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { ApiEvent, ApiResponse } from "../../../handlers/api/http/event";
import { type ApiPorts, createHandler } from "../../../handlers/api/handler";
import { API_ROUTES, type ApiAction } from "../../../handlers/shared/api-routes";
import { DynamoDbModel } from "../aws-model/dynamodb";
import { emailsIn, listIn, noEmails } from "./recorded-emails";
import { recordedLog } from "../logging/recorded-log";

const TABLE = "mail";

const ENVIRONMENT = {
  TABLE_NAME: TABLE,
  METRICS_PREFIX: "ses_smtp",
  ENGAGEMENT_EVENTS: "none",
  EVENT_RETENTION_DAYS: "90",
  TTL_ATTRIBUTE: "expires_at",
  ALLOWED_FROM_DOMAINS: "company.com",
  SENDING_RESOURCES: "arn:aws:ses:eu-central-1:123456789012:identity/*",
};

export const IAM = {
  accountId: "123456789012",
  userArn: "arn:aws:sts::123456789012:assumed-role/operator/ann",
  userId: "AROAEXAMPLE:ann",
};

export interface CallOptions {
  body?: unknown;
  headers?: Record<string, string>;
  query?: Record<string, string>;
  /** The event, changed last. */
  event?: Partial<ApiEvent>;
}

export interface Answered extends Omit<ApiResponse, "body"> {
  text: string;
  /** The body, parsed if it is JSON. */
  body: Record<string, unknown>;
}

/** What GetAccount answers: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetAccount.html. */
const ACCOUNT = { SendQuota: { Max24HourSend: 50_000, MaxSendRate: 14, SentLast24Hours: 4_711 } };

export interface ApiOptions {
  /** Awaited before each call of DynamoDB, to let others go first. */
  before?: () => Promise<unknown>;
  environment?: Partial<typeof ENVIRONMENT>;
  /** Awaited before each call of SES. */
  beforeSes?: () => Promise<unknown>;
}

/** The API's function on a table in memory, with its events and suppressions beside it. */
export function startApi({
  before = () => Promise.resolve(),
  beforeSes = () => Promise.resolve(),
  environment = {},
}: ApiOptions = {}) {
  const dynamodb = new DynamoDbModel(TABLE);
  const { log: logger, entries } = recordedLog("smtp-api");
  let time = Date.parse("2026-11-26T12:00:00Z");
  const client = {
    send: async (command: { constructor: { name: string }; input: unknown }) => {
      await before();
      return dynamodb.call(command.constructor.name.replace(/Command$/, ""), command.input);
    },
  } as unknown as Pick<DynamoDBClient, "send">;
  const now = () => new Date((time += 1_000));
  const emails = noEmails();
  const ses = {
    send: async () => {
      await beforeSes();
      return ACCOUNT;
    },
  } as unknown as ApiPorts["ses"];
  const handler = createHandler(
    { ...ENVIRONMENT, ...environment },
    {
      dynamodb: client,
      emailsIn: () => ({ ...emailsIn(emails), ...listIn(emails, now) }),
      ses,
      now,
      logger,
    },
  );
  const call = async (action: ApiAction, username = "", options: CallOptions = {}): Promise<Answered> => {
    const response = await handler(eventOf(action, username, options));
    const text = response.body ?? "{}";
    const isJson = response.headers["content-type"]?.includes("json") ?? true;
    return { ...response, text, body: isJson ? (JSON.parse(text) as Record<string, unknown>) : {} };
  };
  const pass = (ms: number) => {
    time += ms;
  };
  return { dynamodb, emails, call, log: entries, pass };
}

function eventOf(
  action: ApiAction,
  username: string,
  { body, headers, query, event }: CallOptions,
): ApiEvent {
  return {
    routeKey: API_ROUTES[action],
    headers: { ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
    ...(username === "" ? {} : { pathParameters: { username } }),
    ...(query === undefined ? {} : { queryStringParameters: query }),
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    requestContext: { requestId: "request-1", authorizer: { iam: IAM } },
    ...event,
  };
}
