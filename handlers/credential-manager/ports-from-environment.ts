import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { IAMClient } from "@aws-sdk/client-iam";
import { KMSClient } from "@aws-sdk/client-kms";
import { CredentialStore } from "../reconciler/adapters/credential-store";
import { IamUsers } from "../reconciler/adapters/iam-users";
import { PasswordCipher } from "../reconciler/adapters/password-cipher";
import type { Ports } from "../reconciler/ports";
import { systemClock } from "../shared/clock";
import { required, requiredList, type Environment, type LambdaEnvironment } from "../shared/environment";
import { tryLogin } from "../shared/smtp-login";
import type { ManagerEnvironment } from "./environment";

/**
 * The reconciler's ports on the services of this account.
 * @throws Error that names a missing variable
 */
export function portsFromEnvironment(
  environment: Environment<ManagerEnvironment & LambdaEnvironment>,
): Ports {
  const table = required(environment, "TABLE_NAME");
  const smtpHost = required(environment, "SMTP_HOST");
  const ca = environment.SMTP_CA;
  const endpoint = {
    host: environment.SMTP_PROBE_HOST || smtpHost,
    port: Number(required(environment, "SMTP_PORT")),
    ...(ca ? { ca } : {}),
  };
  const dynamodb = new DynamoDBClient(bounded(MAX_ATTEMPTS));
  return {
    users: new IamUsers(new IAMClient(bounded(MAX_ATTEMPTS)), new IAMClient(bounded(1)), {
      stack: required(environment, "STACK_NAME"),
      boundaryArn: required(environment, "USER_BOUNDARY_ARN"),
    }),
    store: new CredentialStore(dynamodb, table),
    leases: { dynamodb, table, clock: systemClock },
    cipher: new PasswordCipher(
      new KMSClient(bounded(MAX_ATTEMPTS)),
      required(environment, "KMS_KEY_ARN"),
      table,
    ),
    clock: systemClock,
    rules: {
      allowedFromDomains: requiredList(environment, "ALLOWED_FROM_DOMAINS"),
      sendingResources: requiredList(environment, "SENDING_RESOURCES"),
    },
    region: required(environment, "AWS_REGION"),
    smtpHost,
    login: (user, password) => tryLogin(endpoint, user, password),
    random: Math.random,
  };
}

/** No call may outlast a lease, retries included: 3 attempts of at most 4 s, and the pauses between them. */
const MAX_ATTEMPTS = 3;
const MAX_CONNECT_MS = 1_500;
const MAX_REQUEST_MS = 4_000;

function bounded(maxAttempts: number) {
  return {
    maxAttempts,
    requestHandler: {
      connectionTimeout: MAX_CONNECT_MS,
      requestTimeout: MAX_REQUEST_MS,
      throwOnRequestTimeout: true,
    },
  };
}
