import type { StackOutputs } from "../../api/stack-outputs";
import { type Check, check, once } from "../findings/run";
import { judgeCertificates } from "./certificates";
import { judgeClock, observeClock } from "./clock";
import { judgeEventPath, observeEventPath } from "./event-path";
import { judgeFunctions } from "./functions";
import { judgeMapping, judgeReaders } from "./mapping";
import type { StackObserver } from "./observe";
import { judgeAlarms, judgeConcurrency, judgeKey, judgeQueues, judgeStream, judgeTable } from "./resources";
import { judgePorts, observePort } from "./smtp";
import { judgeAlertSubscriptions } from "./subscriptions";

/** The stack's resources, by its outputs. */
interface StackTargets extends StackOutputs {
  /** Of the names of its alarms. */
  alarmPrefix: string;
}

/** What others can change, and what wears out. */
export function stackChecks(
  aws: StackObserver,
  targets: StackTargets,
  { now, smtpCa }: { now: () => number; smtpCa?: string },
): Check[] {
  const {
    kmsKeyArn,
    tableName,
    dispatcherFunctionName: dispatcher,
    recorderFunctionName: recorder,
  } = targets;
  const functions = [targets.managerFunctionName, dispatcher, recorder, targets.validatorFunctionName];
  const { alertTopicArn, alarmPrefix, smtpEndpoint, mtaStsCertificates: certificates = [] } = targets;
  const table = once(() => aws.table(tableName));
  const readers = once(async () => {
    const streamArn = (await table())?.LatestStreamArn;
    const [own, all] = await Promise.all([
      aws.mappingsOf(dispatcher),
      streamArn === undefined ? [] : aws.readersOf(streamArn),
    ]);
    return { streamArn, dispatcher, own, readers: all };
  });
  const events = (what: string, topicArn: string) =>
    check(
      "event-topics",
      `topic for ${what}`,
      () => observeEventPath(aws, topicArn, recorder),
      path => judgeEventPath(path, { what, recorder, configurationSetName: targets.configurationSetName }),
    );
  const place = { host: smtpEndpoint.host, ...(smtpCa && { ca: smtpCa }) };
  return [
    check(
      "kms-key",
      "KMS key",
      () => aws.key(kmsKeyArn),
      key => judgeKey(key, kmsKeyArn),
    ),
    check("table", tableName, table, found => judgeTable(found, tableName)),
    check("stream", tableName, table, found => judgeStream(found, tableName)),
    check("stream-mapping", dispatcher, readers, judgeMapping),
    check("stream-readers", tableName, readers, judgeReaders),
    check(
      "functions",
      "functions",
      () => Promise.all(functions.map(async name => [name, await aws.functionState(name)] as const)),
      judgeFunctions,
    ),
    ...(certificates.length === 0
      ? []
      : [
          check(
            "certificates",
            "certificates",
            () =>
              Promise.all(
                certificates.map(async ({ domain, arn }) => ({ domain, found: await aws.certificate(arn) })),
              ),
            found => judgeCertificates(found, now()),
          ),
        ]),
    check(
      "alert-subscriptions",
      "alert topic",
      () => aws.subscriptions(alertTopicArn),
      found => judgeAlertSubscriptions(found, alertTopicArn),
    ),
    events("bounces", targets.bounceTopicArn),
    events("complaints", targets.complaintTopicArn),
    check(
      "alarms",
      "alarms",
      () => aws.alarms(alarmPrefix),
      found => judgeAlarms(found, { prefix: alarmPrefix, alertTopicArn }),
    ),
    check(
      "queues",
      "queues",
      async () => ({
        parked: await aws.queueDepth(targets.parkedQueueUrl),
        waiting: await aws.queueDepth(targets.deadLetterQueueUrl),
      }),
      ({ parked, waiting }) => judgeQueues(parked, waiting),
    ),
    check("lambda-concurrency", "AWS account", () => aws.concurrency(), judgeConcurrency),
    check("clock", "this machine", async () => observeClock(await aws.endpoint(), now), judgeClock),
    check(
      "smtp-endpoint",
      smtpEndpoint.host,
      () =>
        Promise.all([
          ...smtpEndpoint.ports.starttls.map(port => observePort({ ...place, port, implicit: false })),
          ...smtpEndpoint.ports.tls.map(port => observePort({ ...place, port, implicit: true })),
        ]),
      ports => judgePorts(ports, smtpEndpoint.host, now()),
    ),
  ];
}
