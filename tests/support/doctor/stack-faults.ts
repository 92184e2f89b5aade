import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  SetAlarmStateCommand,
  DeleteAlarmsCommand,
  DescribeAlarmsCommand,
  PutMetricAlarmCommand,
} from "@aws-sdk/client-cloudwatch";
import { DescribeTableCommand } from "@aws-sdk/client-dynamodb";
import { CancelKeyDeletionCommand, EnableKeyCommand, ScheduleKeyDeletionCommand } from "@aws-sdk/client-kms";
import { CreateEventSourceMappingCommand, DeleteEventSourceMappingCommand } from "@aws-sdk/client-lambda";
import { PurgeQueueCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import { disableKey, disableMapping, turnOffAlarm, unsubscribe } from "../self-test/plants";
import { changeRolePolicy } from "../self-test/role-policy";
import type { DoctorFault } from "./fault";

const ALARM = "ses-smtp sandbox - smtp-api fails";

const READ_STREAMS = JSON.stringify({ Effect: "Allow", Action: "dynamodb:*", Resource: "*" });

/** More functions that read the table's stream, and may. */
const reading =
  (...functions: ("smtp-feedback-recorder" | "smtp-email-validator")[]): DoctorFault["plant"] =>
  async ({ sandbox: { report }, lambda, dynamodb, outputs }) => {
    const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName: outputs.tableName }));
    const made: (string | undefined)[] = [];
    const undo: (() => Promise<unknown>)[] = [];
    for (const name of functions) {
      const widen = (policy: string) => policy.replace('"Statement":[', `"Statement":[${READ_STREAMS},`);
      undo.push(await changeRolePolicy(report, name, widen));
      const output = name === "smtp-feedback-recorder" ? "recorderFunctionName" : "validatorFunctionName";
      const { UUID } = await lambda.send(
        new CreateEventSourceMappingCommand({
          ...{ EventSourceArn: Table?.LatestStreamArn, StartingPosition: "LATEST" },
          FunctionName: (outputs as unknown as Record<string, string>)[output],
        }),
      );
      made.push(UUID);
    }
    return async () => {
      for (const UUID of made) await lambda.send(new DeleteEventSourceMappingCommand({ UUID }));
      for (const each of undo) await each();
    };
  };

const queued =
  (output: "parkedQueueUrl" | "deadLetterQueueUrl"): DoctorFault["plant"] =>
  async ({ sqs, outputs }) => {
    const QueueUrl = outputs[output];
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "{}" }));
    return () => sqs.send(new PurgeQueueCommand({ QueueUrl }));
  };

/** Changes one alarm, or deletes it. @param change undefined: it is deleted */
const alarm =
  (change: { AlarmActions: string[] } | undefined): DoctorFault["plant"] =>
  async ({ cloudwatch }) => {
    const { MetricAlarms: [found] = [] } = await cloudwatch.send(
      new DescribeAlarmsCommand({ AlarmNames: [ALARM] }),
    );
    if (found === undefined) throw new Error(`There is no alarm "${ALARM}".`);
    const put = (each: object) =>
      cloudwatch.send(
        new PutMetricAlarmCommand({
          ...{ AlarmName: ALARM, AlarmDescription: found.AlarmDescription, Namespace: found.Namespace },
          ...{ MetricName: found.MetricName, Dimensions: found.Dimensions, Statistic: found.Statistic },
          ...{ Period: found.Period, EvaluationPeriods: found.EvaluationPeriods, Threshold: found.Threshold },
          ComparisonOperator: found.ComparisonOperator,
          TreatMissingData: found.TreatMissingData,
          AlarmActions: found.AlarmActions,
          ...each,
        }),
      );
    await (change === undefined
      ? cloudwatch.send(new DeleteAlarmsCommand({ AlarmNames: [ALARM] }))
      : put(change));
    return () => put({});
  };

const nothing = () => undefined;

export const STACK_FAULTS: readonly DoctorFault[] = [
  {
    what: "a KMS key that is disabled",
    plant: ({ sandbox }) => disableKey(sandbox),
    ...{ check: "kms-key", severity: "error" },
    says: /^the KMS key arn:aws:kms:\S+ is disabled$/,
    remedy: /`aws kms enable-key --key-id arn:aws:kms:\S+`/,
  },
  {
    what: "a KMS key that will be deleted",
    plant: async ({ kms, outputs: { kmsKeyArn: KeyId } }) => {
      await kms.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 }));
      return async () => {
        await kms.send(new CancelKeyDeletionCommand({ KeyId }));
        await kms.send(new EnableKeyCommand({ KeyId }));
      };
    },
    ...{ check: "kms-key", severity: "error" },
    says: /will be deleted on \d{4}-\d\d-\d\d$/,
    remedy: /`aws kms cancel-key-deletion --key-id arn:aws:kms:\S+`, then `aws kms enable-key/,
  },
  {
    what: "an event source mapping that is off",
    plant: ({ sandbox }) => disableMapping(sandbox),
    ...{ check: "stream-mapping", severity: "error" },
    says: /^the event source mapping of smtp-record-dispatcher-\w+ is Disabled/,
    remedy: /`aws lambda update-event-source-mapping --uuid \S+ --enabled`/,
  },
  {
    what: "a second reader of the stream",
    plant: reading("smtp-feedback-recorder"),
    ...{ check: "stream-readers", severity: "note" },
    says: /^the table's stream has a second reader: smtp-feedback-recorder-/,
    remedy: /^Add no further reader\.$/,
  },
  {
    what: "three readers of the stream",
    plant: reading("smtp-feedback-recorder", "smtp-email-validator"),
    ...{ check: "stream-readers", severity: "error" },
    says: /^the table's stream has 3 readers; besides smtp-record-dispatcher-\w+: smtp-/,
    remedy: /Kinesis Data Streams/,
  },
  {
    what: "an alert topic without a subscriber",
    plant: ({ sandbox }) => unsubscribe("alertTopicArn")(sandbox),
    ...{ check: "alert-subscriptions", severity: "error" },
    says: /^nobody is subscribed to the alert topic$/,
    remedy: /^Set alertEmails and run `pulumi up`/,
  },
  {
    what: "an alarm whose actions are off",
    plant: ({ sandbox }) => turnOffAlarm(sandbox),
    ...{ check: "alarms", severity: "error" },
    says: /^the alarm "ses-smtp sandbox - smtp-api fails" tells nobody: its actions are turned off$/,
    remedy: /`aws cloudwatch enable-alarm-actions --alarm-names "ses-smtp sandbox - smtp-api fails"`/,
  },
  {
    what: "an alarm that notifies another topic",
    plant: alarm({ AlarmActions: ["arn:aws:sns:eu-central-1:123456789012:elsewhere"] }),
    ...{ check: "alarms", severity: "error" },
    says: /tells nobody: it does not notify the alert topic$/,
    remedy: /`pulumi refresh` and `pulumi up`/,
  },
  {
    what: "an alarm that was deleted",
    plant: alarm(undefined),
    ...{ check: "alarms", severity: "error" },
    says: /^the stack has 9 of its 10 alarms \(ses-smtp sandbox - …\)$/,
    remedy: /`pulumi refresh` and `pulumi up`/,
  },
  {
    what: "an alarm that is raised",
    plant: async ({ cloudwatch }) => {
      const set = (StateValue: "ALARM" | "OK") =>
        cloudwatch.send(
          new SetAlarmStateCommand({ AlarmName: ALARM, StateValue, StateReason: "One error." }),
        );
      await set("ALARM");
      return () => set("OK");
    },
    ...{ check: "alarms", severity: "warning" },
    says: /^the alarm "ses-smtp sandbox - smtp-api fails" is raised: One error\.$/,
    remedy: /^docs\/operations\.md#a-function-fails has the steps\.$/,
  },
  {
    what: "a parked operation",
    plant: queued("parkedQueueUrl"),
    ...{ check: "queues", severity: "warning" },
    says: /^1 operation is in the parked queue$/,
    remedy: /`ses-smtp failures list`/,
  },
  {
    what: "an operation that waits to be retried",
    plant: queued("deadLetterQueueUrl"),
    ...{ check: "queues", severity: "note" },
    says: /^1 failed operation waits to be retried$/,
    remedy: /`ses-smtp failures list`/,
  },
  {
    what: "a clock that is two minutes ahead",
    plant: async () => nothing,
    environment: () => ({
      NODE_OPTIONS: `--require ${join(__dirname, "shifted-clock.cjs")}`,
      CLOCK_SHIFT_MS: "120000",
    }),
    ...{ check: "clock", severity: "warning" },
    says: /^this machine's clock is 1[12]\d s ahead of AWS's$/,
    remedy: /NTP/,
  },
  {
    what: "an SMTP endpoint with a certificate of an unknown CA",
    plant: async () => nothing,
    environment: () => ({ NODE_EXTRA_CA_CERTS: "" }),
    ...{ check: "smtp-endpoint", severity: "error" },
    says: /^localhost:\d+: TLS fails: /,
    remedy: /`openssl s_client -starttls smtp/,
  },
  {
    what: "a port of the SMTP endpoint that a firewall closes",
    plant: async ({ sandbox: { directory }, outputs }) => {
      const { host } = outputs.smtpEndpoint;
      const ports = { ...outputs.smtpEndpoint.ports, tls: [CLOSED_PORT] };
      const file = join(directory, "closed-port.json");
      await writeFile(file, JSON.stringify({ ...outputs, smtpEndpoint: { host, ports } }));
      return () => rm(file);
    },
    environment: ({ sandbox }) => ({ SES_SMTP_OUTPUTS: join(sandbox.directory, "closed-port.json") }),
    ...{ check: "smtp-endpoint", severity: "warning" },
    says: /^localhost:\d+: no connection: /,
    remedy: /^Use another port/,
  },
];

/** Nothing listens here. A port that was free a moment ago may be another suite's by now. */
const CLOSED_PORT = 1;
