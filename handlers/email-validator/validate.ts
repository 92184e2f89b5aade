import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { LambdaClient } from "@aws-sdk/client-lambda";
import { PublishCommand, type SNSClient } from "@aws-sdk/client-sns";
import type { Retention } from "../email-events/retention";
import { EventTable } from "../email-events/table";
import type { Metrics } from "../shared/metrics";
import { mainKind, type Outcome, violationAlert, whatHappened } from "./alert-text";
import { judge, type Violation } from "./judge";
import type { Log } from "../shared/logging/logger";
import { readLogin } from "./known-login";
import { alertOnce, recordViolation } from "./record-violation";
import type { SentMail } from "./sent-mail";
import { reconcileNow, stopLogin } from "./stop-login";

/** What validating works with. */
export interface ValidationPorts {
  dynamodb: Pick<DynamoDBClient, "send">;
  lambda: Pick<LambdaClient, "send">;
  sns: Pick<SNSClient, "send">;
  table: string;
  manager: string;
  alertTopicArn: string;
  /** Those that logins may send through, the stack's own first. */
  configurationSets: readonly [string, ...string[]];
  /** Stop a login that violates its rules. */
  suspends: boolean;
  retention: Retention;
  now: () => number;
  log: Pick<Log, "info" | "warn">;
  metrics: Metrics;
}

/**
 * Compares a message with what its login may send. A violation stops the login first, if the settings say so, and is then
 * recorded and announced; each part can be repeated.
 *
 * @throws AWS's error: then validate it again
 */
export async function validate(mail: SentMail, ports: ValidationPorts): Promise<void> {
  const login = await readLogin(ports.dynamodb, ports.table, mail);
  const judgment = judge(mail, login, ports.configurationSets);
  const fields = { username: mail.username, message_id: mail.messageId, sent_at: mail.sentAt };
  if (judgment.kind === "unjudged")
    return ports.log.info("not judged", { ...fields, reason: judgment.reason });
  if (judgment.kind === "allowed") return;
  await enforce(mail, judgment.violation, login.isCurrentUser, ports);
}

async function enforce(
  mail: SentMail,
  violation: Violation,
  isCurrentUser: boolean,
  ports: ValidationPorts,
): Promise<void> {
  const { dynamodb, sns, table, retention, now, log } = ports;
  const outcome = await stop(mail, violation, isCurrentUser, ports);
  const events = new EventTable(dynamodb, table);
  const isNew = await recordViolation(events, retention, mail, violation, now());
  log.warn("violation", {
    username: mail.username,
    message_id: mail.messageId,
    sent_at: mail.sentAt,
    user: mail.userName,
    kinds: violation.kinds,
    senders: violation.senders,
    configuration_set: mail.configurationSet,
    source_ip: mail.sourceIp,
    suspended: outcome === "new" || outcome === "held",
    reason: outcome,
    repeated: !isNew,
  });
  const { username, messageId } = mail;
  if (isNew) ports.metrics.emit({ Violations: 1 }, { username });
  await alertOnce(events, retention, { username, messageId, kind: mainKind(violation) }, now(), async () => {
    const alert = violationAlert(mail, violation, outcome);
    await sns.send(new PublishCommand({ TopicArn: ports.alertTopicArn, ...alert }));
  });
}

async function stop(
  mail: SentMail,
  violation: Violation,
  isCurrentUser: boolean,
  ports: ValidationPorts,
): Promise<Outcome> {
  if (!violation.suspends) {
    if (isCurrentUser) return "alert only";
    // It was removed, or will be: the manager leaves no user that the login no longer has.
    await reconcileNow(ports, mail.username);
    return "former user";
  }
  if (!ports.suspends) return "observed";
  return stopLogin(ports, mail.username, {
    reason: `It ${whatHappened(mail, violation)}`,
    evidence: `message ${mail.messageId}`,
    since: new Date(mail.sentAt),
  });
}
