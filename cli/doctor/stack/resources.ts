import type { DescribeAlarmsCommandOutput } from "@aws-sdk/client-cloudwatch";
import type { TableDescription } from "@aws-sdk/client-dynamodb";
import type { KeyMetadata } from "@aws-sdk/client-kms";
import { type Detail, error, note, warning } from "../findings/finding";

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_KeyMetadata.html */
export function judgeKey(key: KeyMetadata | undefined, arn: string): Detail[] {
  const why = "Passwords can neither be encrypted nor read: no login is created or rotated.";
  if (key === undefined)
    return [
      error(
        `the KMS key ${arn} does not exist`,
        why,
        "Set kmsKeyArn to a key that exists, and run `pulumi up`.",
      ),
    ];
  const { KeyState, DeletionDate, KeyUsage, KeySpec } = key;
  if (KeyState === "PendingDeletion")
    return [
      error(
        `the KMS key ${arn} will be deleted${DeletionDate === undefined ? "" : ` on ${DeletionDate.toISOString().slice(0, 10)}`}`,
        `${why} Once it is deleted, the stored passwords are lost.`,
        `Run \`aws kms cancel-key-deletion --key-id ${arn}\`, then \`aws kms enable-key --key-id ${arn}\`.`,
      ),
    ];
  if (KeyState !== "Enabled")
    return [
      error(
        `the KMS key ${arn} is ${KeyState === "Disabled" ? "disabled" : `in the state ${KeyState ?? "unknown"}`}`,
        why,
        `Run \`aws kms enable-key --key-id ${arn}\`.`,
      ),
    ];
  if (KeyUsage !== "ENCRYPT_DECRYPT" || (KeySpec ?? "SYMMETRIC_DEFAULT") !== "SYMMETRIC_DEFAULT")
    return [
      error(
        `the KMS key ${arn} is for ${KeyUsage ?? "another use"} (${KeySpec ?? "unknown"})`,
        why,
        "Set kmsKeyArn to a symmetric key for encryption.",
      ),
    ];
  return [];
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TableDescription.html */
export function judgeTable(table: TableDescription | undefined, name: string): Detail[] {
  if (table === undefined)
    return [
      error(
        `the table ${name} does not exist in this region`,
        "There are no credentials: nothing can be created, changed or stopped.",
        "Restore it from a backup (docs/operations.md), or set tableName to one that exists.",
      ),
    ];
  const { TableStatus: status, KeySchema = [] } = table;
  const keys = KeySchema.map(({ AttributeName }) => AttributeName);
  if (keys.join() !== "PK,SK")
    return [
      error(
        `the table ${name} has the key ${keys.join(" and ")}`,
        "Every record fails.",
        "Use a table with the keys PK and SK.",
      ),
    ];
  return status === "ACTIVE" || status === "UPDATING"
    ? []
    : [
        error(
          `the table ${name} is ${status ?? "in an unknown state"}`,
          "Records cannot be read or written.",
          "See the table in the DynamoDB console; INACCESSIBLE_ENCRYPTION_CREDENTIALS means that its KMS key cannot be used.",
        ),
      ];
}

export function judgeStream(table: TableDescription | undefined, name: string): Detail[] {
  if (table === undefined) return [];
  const { StreamEnabled: enabled, StreamViewType: view } = table.StreamSpecification ?? {};
  if (enabled !== true)
    return [
      error(
        `the table ${name} has no stream`,
        "Changes of records are noticed by the daily sweep only.",
        "Run `pulumi refresh` and `pulumi up`; a new stream has another ARN, which the mapping must read.",
      ),
    ];
  return view === undefined || STREAM_VIEWS.has(view)
    ? []
    : [
        note(
          `the stream of ${name} has the view type ${view}`,
          "It is not known here.",
          "Check that the dispatcher follows records.",
        ),
      ];
}

/** The dispatcher uses the keys only, which every view type has. */
const STREAM_VIEWS = new Set<string>(["KEYS_ONLY", "NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES"]);

type Alarms = NonNullable<DescribeAlarmsCommandOutput["MetricAlarms"]>;

/** How many the stack declares: infra/alarms.ts. */
const ALARM_COUNT = 10;

export function judgeAlarms(
  alarms: Alarms,
  { prefix, alertTopicArn }: { prefix: string; alertTopicArn: string },
): Detail[] {
  const details: Detail[] = [];
  if (alarms.length < ALARM_COUNT)
    details.push(
      error(
        `the stack has ${alarms.length} of its ${ALARM_COUNT} alarms (${prefix}…)`,
        "Nobody is told of what they watch.",
        "Run `pulumi refresh` and `pulumi up`.",
      ),
    );
  for (const alarm of alarms) {
    const { AlarmName = "", ActionsEnabled, AlarmActions = [], StateValue, StateReason } = alarm;
    if (ActionsEnabled === false || !AlarmActions.includes(alertTopicArn))
      details.push(
        error(
          `the alarm "${AlarmName}" tells nobody: ${ActionsEnabled === false ? "its actions are turned off" : "it does not notify the alert topic"}`,
          "When it is raised, no email comes.",
          ActionsEnabled === false
            ? `Run \`aws cloudwatch enable-alarm-actions --alarm-names "${AlarmName}"\`.`
            : "Run `pulumi refresh` and `pulumi up`.",
        ),
      );
    if (StateValue === "ALARM")
      details.push(
        warning(
          `the alarm "${AlarmName}" is raised: ${(StateReason ?? "").slice(0, 200)}`,
          ...meaningOf(alarm.AlarmDescription),
        ),
      );
  }
  return details;
}

/** GetAccountSettings: https://docs.aws.amazon.com/lambda/latest/api/API_AccountLimit.html. New accounts have ten. */
const MIN_CONCURRENCY = 100;

export function judgeConcurrency(concurrentExecutions: number | undefined): Detail[] {
  if (concurrentExecutions === undefined || concurrentExecutions >= MIN_CONCURRENCY) return [];
  return [
    warning(
      `the account runs at most ${concurrentExecutions} Lambda functions at a time`,
      "A large import occupies all of them; everything else, also stopping a login, waits.",
      "Request 1,000 concurrent executions in the Service Quotas console (AWS Lambda); it is free.",
    ),
  ];
}

/** Why, and what to do: the two parts of a description (infra/alarms.ts). */
function meaningOf(description = ""): [why: string, remedy: string] {
  const [, meaning = "Something needs attention now", section = "docs/operations.md, Alarms"] =
    /^(.*)\. Runbook: (\S+)$/.exec(description) ?? [];
  return [`${meaning}.`, `${section} has the steps.`];
}

export function judgeQueues(parked: number, waiting: number): Detail[] {
  return [
    ...(parked > 0
      ? [
          warning(
            `${parked === 1 ? "1 operation is" : `${parked} operations are`} in the parked queue`,
            "No retry repairs what is parked.",
            "Run `ses-smtp failures list`; docs/operations.md, Parked operations, has the steps.",
          ),
        ]
      : []),
    ...(waiting > 0
      ? [
          note(
            `${waiting === 1 ? "1 failed operation waits" : `${waiting} failed operations wait`} to be retried`,
            "Operations are retried for about two hours.",
            "Run `ses-smtp failures list` to see why.",
          ),
        ]
      : []),
  ];
}
