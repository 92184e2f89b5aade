import { Logger } from "@aws-lambda-powertools/logger";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { IAMClient } from "@aws-sdk/client-iam";
import { KMSClient } from "@aws-sdk/client-kms";
import { systemClock } from "../shared/clock";
import { required, requiredList, type Environment } from "../shared/environment";
import { tryLogin } from "../shared/smtp-login";
import { PasswordCipher } from "../reconciler/adapters/password-cipher";
import { IamUsers } from "../reconciler/adapters/iam-users";
import type { Ports, Run } from "../reconciler/ports";
import { reconcile } from "../reconciler/reconcile";
import { CredentialStore } from "../reconciler/adapters/credential-store";
import { readNotices, type Notice, type StreamRecord } from "./stream";

/** The fields used of the event and of the context. */
export interface CredentialEvent {
  Records?: StreamRecord[];
}
export interface CredentialContext {
  awsRequestId?: string;
  getRemainingTimeInMillis?(): number;
}

/** Tells Lambda which records to deliver again: the "partial batch response" of a DynamoDB stream. */
export interface BatchResponse {
  batchItemFailures: { itemIdentifier: string }[];
}

/**
 * Makes `smtp-credential-manager`.
 *
 * Environment: TABLE_NAME, KMS_KEY_ARN, STACK_NAME, USER_BOUNDARY_ARN, ALLOWED_FROM_DOMAINS and
 * SENDING_RESOURCES (comma-separated), SMTP_HOST, SMTP_PORT, SMTP_CA (PEM, optional), POWERTOOLS_LOG_LEVEL.
 *
 * @throws Error that names a missing variable
 */
export function createHandler(environment: Environment) {
  const ports = createPorts(environment);
  const logger = new Logger({ serviceName: "smtp-credential-manager" });

  return async (event: CredentialEvent, context: CredentialContext = {}): Promise<BatchResponse> => {
    const notices = readNotices(event.Records ?? []);
    const results = await Promise.all(notices.map(notice => follow(notice, context, ports, logger)));
    return { batchItemFailures: results.flat().map(itemIdentifier => ({ itemIdentifier })) };
  };
}

/** @returns the sequence numbers to deliver again */
async function follow(
  notice: Notice,
  context: CredentialContext,
  ports: Ports,
  logger: Logger,
): Promise<string[]> {
  const correlationId = notice.eventId ?? context.awsRequestId ?? "none";
  const log = logger.createChild();
  log.appendKeys({
    correlation_id: correlationId,
    username: notice.username,
    request_id: context.awsRequestId,
  });
  const run: Run = {
    username: notice.username,
    correlationId,
    remainingMs: () => context.getRemainingTimeInMillis?.() ?? 60_000,
    log: {
      info: (message, fields) => log.info(message, fields),
      warn: (message, fields) => log.warn(message, fields),
    },
  };
  try {
    await reconcile(run, ports);
    return [];
  } catch (error) {
    log.error("not reconciled", {
      error: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
    });
    return notice.sequenceNumbers;
  }
}

function createPorts(environment: Environment): Ports {
  const table = required(environment, "TABLE_NAME");
  const region = required(environment, "AWS_REGION");
  const smtpHost = required(environment, "SMTP_HOST");
  const ca = environment.SMTP_CA;
  const endpoint = {
    host: smtpHost,
    port: Number(required(environment, "SMTP_PORT")),
    ...(ca ? { ca } : {}),
  };
  const dynamodb = new DynamoDBClient(bounded(3));
  return {
    users: new IamUsers(new IAMClient(bounded(3)), new IAMClient(bounded(1)), {
      stack: required(environment, "STACK_NAME"),
      boundaryArn: required(environment, "USER_BOUNDARY_ARN"),
    }),
    store: new CredentialStore(dynamodb, table),
    leases: { dynamodb, table, clock: systemClock },
    cipher: new PasswordCipher(new KMSClient(bounded(3)), required(environment, "KMS_KEY_ARN"), table),
    clock: systemClock,
    rules: {
      allowedFromDomains: requiredList(environment, "ALLOWED_FROM_DOMAINS"),
      sendingResources: requiredList(environment, "SENDING_RESOURCES"),
    },
    region,
    smtpHost,
    login: (user, password) => tryLogin(endpoint, user, password),
    random: Math.random,
  };
}

/** No call, its retries included, may outlast a lease: 3 attempts of at most 4 s, and their pauses. */
function bounded(maxAttempts: number) {
  return {
    maxAttempts,
    requestHandler: { connectionTimeout: 1_500, requestTimeout: 4_000, throwOnRequestTimeout: true },
  };
}
