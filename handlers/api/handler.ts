import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SESv2Client } from "@aws-sdk/client-sesv2";
import { isUsername, MAX_USERNAME_LENGTH } from "../../records/credential";
import { senderRules } from "../reconciler/settings";
import { boundedClient } from "../shared/client-options";
import { type Environment, required, requiredList, requiredNumber } from "../shared/environment";
import { createLogger, type Log } from "../shared/logging/logger";
import { identify, observed } from "../shared/observed";
import { traced } from "../shared/tracing/aws-client";
import { TableEmails } from "../email-events/read/table-emails";
import type { EmailEventReader, SuppressionWriter } from "../email-events/reader-types";
import type { Retention } from "../email-events/retention";
import type { OperationContext } from "./credentials/context";
import { CredentialTable } from "./credentials/table";
import type { ApiEnvironment } from "./environment";
import type { Answer } from "./http/answer";
import { checkCorrelationId, CORRELATION_HEADER, correlationIdOf } from "./http/correlation";
import { type ApiEvent, type ApiResponse, callerOf } from "./http/event";
import { invalidRequest, Problem } from "./http/problem";
import { asProblem } from "./http/aws-problem";
import { isEngagementEvent } from "./metrics/activity";
import type { MetricsContext } from "./metrics/context";
import { quotaReader } from "./metrics/quota";
import { routeOf } from "./routes";

/** What the handler works with; a test passes its own. */
export interface ApiPorts {
  dynamodb: Pick<DynamoDBClient, "send">;
  /** Reads and changes what is recorded in a table of this name. */
  emailsIn: (tableName: string, retention: Retention) => EmailEventReader & SuppressionWriter;
  ses: Pick<SESv2Client, "send">;
  now: () => Date;
  logger: Log;
}

const SERVICE = "smtp-api";

/** Within the 30 s that API Gateway waits. */
const MAX_ATTEMPTS = 3;

function awsPorts(): ApiPorts {
  const dynamodb = traced(new DynamoDBClient(boundedClient(MAX_ATTEMPTS)));
  return {
    dynamodb,
    emailsIn: (tableName, retention) => new TableEmails(dynamodb, tableName, Date.now, retention),
    ses: traced(new SESv2Client(boundedClient(1))), // the next call for metrics reads the quota again
    now: () => new Date(),
    logger: createLogger(SERVICE),
  };
}

/**
 * Creates `smtp-api`: reads and writes credential records, and reads what became of their mail, for callers that API
 * Gateway has authenticated and authorized, and writes an audit log entry for each call. The manager then carries out
 * what the records ask for.
 *
 * @throws Error that names a missing variable
 */
export function createHandler(
  environment: Environment<ApiEnvironment>,
  { dynamodb, emailsIn, ses, now, logger }: ApiPorts = awsPorts(),
) {
  const tableName = required(environment, "TABLE_NAME");
  const table = new CredentialTable(dynamodb, tableName);
  const rules = senderRules(environment);
  const metrics: Pick<MetricsContext, "emails" | "quota" | "metricsPrefix" | "engagementEvents"> = {
    emails: emailsIn(tableName, {
      days: requiredNumber(environment, "EVENT_RETENTION_DAYS"),
      attribute: required(environment, "TTL_ATTRIBUTE"),
    }),
    quota: quotaReader(ses, now, error => logger.warn("quota unknown", { error })),
    metricsPrefix: required(environment, "METRICS_PREFIX"),
    engagementEvents: requiredList(environment, "ENGAGEMENT_EVENTS").filter(isEngagementEvent),
  };

  return observed(SERVICE, logger, async (event: ApiEvent): Promise<ApiResponse> => {
    const correlationId = correlationIdOf(event);
    const route = routeOf(event.routeKey);
    const caller = callerOf(event);
    const username = event.pathParameters?.username ?? "";
    const action = route?.action ?? event.routeKey;
    identify({ correlation_id: correlationId, operation: action, ...(username && { username }) });
    const entry = {
      action,
      account_id: caller?.accountId,
      user_arn: caller?.userArn,
      user_id: caller?.userId,
    };
    try {
      checkCorrelationId(event);
      if (caller === undefined)
        throw new Problem("unauthenticated", "Sign the request with AWS Signature Version 4.");
      if (route === undefined) throw new Error(`No operation for the route ${event.routeKey}.`);
      if (event.pathParameters?.username !== undefined) requireUsername(username);
      const context: OperationContext & MetricsContext = {
        ...{ event, caller, username, table, rules, now, ...metrics },
        onChangedOutside: usernames => logger.warn("changed outside the API", { ...entry, usernames }),
      };
      const answer = await route.operation(context);
      logger.info("audit", { ...entry, outcome: answer.status });
      return responseOf(answer, correlationId);
    } catch (error) {
      const problem = error instanceof Problem ? error : asProblem(error);
      if (!(error instanceof Problem)) logger.error("failed", { ...entry, error });
      logger.info("audit", { ...entry, outcome: problem.status, problem: problem.problem });
      return problemResponse(problem, correlationId);
    }
  });
}

function requireUsername(username: string): void {
  if (isUsername(username)) return;
  const shown = JSON.stringify(username.slice(0, 64));
  throw invalidRequest([
    {
      detail: `username is ${shown}; use 1 to ${MAX_USERNAME_LENGTH} ASCII letters, digits or _+=.@-.`,
      parameter: "username",
    },
  ]);
}

function responseOf({ status, body, text, headers = {} }: Answer, correlationId: string): ApiResponse {
  const content = text ?? (body && { type: "application/json", content: JSON.stringify(body) });
  return {
    statusCode: status,
    headers: {
      ...commonHeaders(correlationId),
      ...headers,
      ...(content === undefined ? {} : { "content-type": content.type }),
    },
    ...(content === undefined ? {} : { body: content.content }),
  };
}

function problemResponse(problem: Problem, correlationId: string): ApiResponse {
  return {
    statusCode: problem.status,
    headers: {
      ...commonHeaders(correlationId),
      "content-type": "application/problem+json",
      ...(problem.problem === "unavailable" ? { "retry-after": "1" } : {}),
    },
    body: JSON.stringify(problem.details(correlationId)),
  };
}

/** Credentials must not be cached. */
function commonHeaders(correlationId: string): Record<string, string> {
  return { [CORRELATION_HEADER]: correlationId, "cache-control": "no-store" };
}
