import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { IAMClient } from "@aws-sdk/client-iam";
import { KMSClient } from "@aws-sdk/client-kms";
import { SchedulerClient } from "@aws-sdk/client-scheduler";
import { SESv2Client } from "@aws-sdk/client-sesv2";
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { SQSClient } from "@aws-sdk/client-sqs";
import { CredentialStore } from "../reconciler/adapters/credential-store";
import { batchReads } from "../reconciler/adapters/batched-reads";
import { Holds } from "../reconciler/adapters/holds";
import { Notices } from "../shared/notices";
import { IamUsers } from "../reconciler/adapters/iam-users";
import { PasswordCipher } from "../reconciler/adapters/password-cipher";
import { Schedules } from "../reconciler/adapters/schedules";
import { MailboxReader } from "../reconciler/receiving-rules/mailbox-reader";
import { rotationSettings, senderRules } from "../reconciler/settings";
import { SharedLooks } from "../reconciler/lease/looks";
import type { Ports } from "../reconciler/ports";
import { StopTurns } from "../reconciler/steps/stop-turns";
import { boundedClient } from "../shared/client-options";
import { systemClock } from "../shared/clock";
import {
  optionalList,
  required,
  requiredNumber,
  type Environment,
  type LambdaEnvironment,
} from "../shared/environment";
import type { DlqMessage } from "../shared/dlq-message";
import { emittedMetrics } from "../shared/metrics";
import { park, parkingOf, type ParkingServices } from "../shared/park";
import { type LoginAnswer, tryLogin } from "../shared/smtp-login";
import { scheduleSettings } from "../shared/schedules";
import { traced } from "../shared/tracing/aws-client";
import type { Ending } from "../shared/tracing/subsegment";
import { traceRemote } from "../shared/tracing/trace";
import type { ManagerEnvironment } from "./environment";

/** No call may outlast a lease, retries included: 3 attempts of at most 4 s, and the pauses between them. */
const MAX_ATTEMPTS = 3;

/**
 * The reconciler's ports on the services of this account.
 *
 * @returns the ports of an invocation, given the manager's own ARN and the usernames that it reconciles in parallel.
 *   The ARN comes with each invocation and not from the environment, because a function cannot be declared with its
 *   own ARN in its variables.
 * @throws Error that names a missing variable
 */
export function portsFromEnvironment(
  environment: Environment<ManagerEnvironment & LambdaEnvironment>,
  log: ParkingServices["log"],
): (managerArn: string, usernames: readonly string[]) => Ports {
  const table = required(environment, "TABLE_NAME");
  const smtpHost = required(environment, "SMTP_HOST");
  const ca = environment.SMTP_CA;
  const endpoint = {
    host: environment.SMTP_PROBE_HOST || smtpHost,
    port: requiredNumber(environment, "SMTP_PORT"),
    ...(ca ? { ca } : {}),
  };
  const dynamodb = traced(new DynamoDBClient(boundedClient(MAX_ATTEMPTS)));
  const scheduler = traced(new SchedulerClient(boundedClient(1)));
  const schedules = scheduleSettings(environment);
  const userRules = {
    stack: required(environment, "STACK_NAME"),
    boundaryArn: required(environment, "USER_BOUNDARY_ARN"),
  };
  const iam = traced(new IAMClient(boundedClient(1)));
  const iamForStopping = traced(new IAMClient(boundedClient(1)));
  const sns = traced(new SNSClient(boundedClient(MAX_ATTEMPTS)));
  const sqs = traced(new SQSClient(boundedClient(MAX_ATTEMPTS)));
  const failuresTopicArn = required(environment, "FAILURES_TOPIC_ARN");
  const parking = parkingOf(environment);
  const ports = {
    users: new IamUsers(iam, iam, userRules),
    stopping: new IamUsers(iamForStopping, iamForStopping, userRules),
    stopTurns: new StopTurns(Math.random),
    holds: new Holds(dynamodb, table),
    cipher: new PasswordCipher(
      traced(new KMSClient(boundedClient(MAX_ATTEMPTS))),
      required(environment, "KMS_KEY_ARN"),
      table,
      optionalList(environment, "PREVIOUS_KMS_KEY_ARNS"),
    ),
    // One attempt: another after a timeout could send the mail twice.
    notices: new Notices(sns, traced(new SESv2Client(boundedClient(1))), environment),
    metrics: emittedMetrics(userRules.stack),
    clock: systemClock,
    rules: senderRules(environment),
    rotation: rotationSettings(environment),
    region: required(environment, "AWS_REGION"),
    smtpHost,
    login: (user: string, password: string) =>
      traceRemote(endpoint.host, endingOfLogin, () => tryLogin(endpoint, user, password)),
    random: Math.random,
    failed: {
      retry: async (message: DlqMessage) => {
        await sns.send(new PublishCommand({ TopicArn: failuresTopicArn, Message: JSON.stringify(message) }));
      },
      park: (message: DlqMessage) => park({ sqs, sns, log }, parking, JSON.stringify(message)),
    },
  };
  const mailboxes = ports.rules.receivingRules === true ? new MailboxReader(dynamodb, table) : undefined;
  const leases = { dynamodb, table, clock: systemClock };
  return (managerArn, usernames) => ({
    ...ports,
    store: new CredentialStore(batchReads(dynamodb, usernames.length > 1), table, mailboxes),
    leases: { ...leases, looks: new SharedLooks(leases, usernames) },
    wakeUps: new Schedules(scheduler, schedules, managerArn, systemClock),
  });
}

/** A login that is refused is the client's error, until its key has arrived. */
function endingOfLogin({ kind }: LoginAnswer): Ending {
  if (kind === "accepted") return {};
  return kind === "refused" ? { error: true } : { fault: true };
}
