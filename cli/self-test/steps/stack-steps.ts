import { DescribeTableCommand } from "@aws-sdk/client-dynamodb";
import { DescribeKeyCommand } from "@aws-sdk/client-kms";
import {
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  ListEventSourceMappingsCommand,
} from "@aws-sdk/client-lambda";
import { GetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import { functionsOf } from "../stack";
import { StepFailed } from "../step";
import type { SelfTest, SelfTestStep } from "../self-test";

const DEPLOY = "deploy again (pulumi up)";

/** That what the stack's outputs name is in the account, and works. Nothing is changed. */
export const STACK_STEPS: readonly SelfTestStep[] = [
  { name: "api", proves: "the HTTP API answers on every route that reads", run: readApi },
  { name: "stream", proves: "changes of the table reach the dispatcher", run: readStream },
  { name: "functions", proves: "the functions are ready to run", run: readFunctions },
  { name: "kms-key", proves: "the KMS key can be used", run: readKey },
  { name: "queues", proves: "the queues for failures exist, and say who may send to them", run: readQueues },
];

const ROUTES: readonly (readonly [path: string, query?: Readonly<Record<string, string>>])[] = [
  ["/credentials", { limit: "1" }],
  ...["bounces", "complaints", "violations", "summary", "suppressions"].map(
    name => [`/metrics/email/${name}`] as const,
  ),
  ["/metrics/prometheus"],
];

async function readApi({ api }: SelfTest): Promise<string> {
  for (const [path, query = {}] of ROUTES) {
    const { status, text } = await api.read(path, query);
    if (status !== 200)
      throw new StepFailed(
        `GET /api${path} answered ${status}: ${text.slice(0, MAX_SHOWN)}`,
        status === 403
          ? "run it with the policy of the stack output selfTestPolicyArn"
          : "see the log of smtp-api",
      );
  }
  return `${ROUTES.length} routes answered 200`;
}

const MAX_SHOWN = 200;

async function readStream({ aws, stack }: SelfTest): Promise<string> {
  const { Table } = await aws.dynamodb.send(new DescribeTableCommand({ TableName: stack.tableName }));
  if (Table?.TableStatus !== "ACTIVE")
    throw new StepFailed(`the table ${stack.tableName} is ${Table?.TableStatus ?? "missing"}`);
  const streamArn = Table.LatestStreamArn;
  if (Table.StreamSpecification?.StreamEnabled !== true || streamArn === undefined)
    throw new StepFailed(`the table ${stack.tableName} has no stream`, DEPLOY);
  const { EventSourceMappings = [] } = await aws.lambda.send(
    new ListEventSourceMappingsCommand({ FunctionName: stack.dispatcherFunctionName }),
  );
  const mapping = EventSourceMappings.find(({ EventSourceArn }) => EventSourceArn === streamArn);
  if (mapping === undefined)
    throw new StepFailed(`${stack.dispatcherFunctionName} does not follow the table's stream`, DEPLOY);
  if (mapping.State !== "Enabled")
    throw new StepFailed(
      `the event source mapping ${mapping.UUID} of the table's stream is ${mapping.State}`,
      `aws lambda update-event-source-mapping --uuid ${mapping.UUID} --enabled`,
    );
  return `${stack.tableName}, last batch: ${mapping.LastProcessingResult ?? "none yet"}`;
}

async function readFunctions({ aws, stack }: SelfTest): Promise<string> {
  const functions = Object.values(functionsOf(stack));
  for (const FunctionName of functions) {
    const found = await aws.lambda
      .send(new GetFunctionConfigurationCommand({ FunctionName }))
      .catch((error: unknown) => {
        if ((error as Error).name !== "ResourceNotFoundException") throw error;
        throw new StepFailed(`the function ${FunctionName} does not exist`, DEPLOY);
      });
    // Inactive: Lambda has freed the resources of a function that was not invoked for weeks, and gets them again.
    if (found.State !== "Active" && found.State !== "Inactive")
      throw new StepFailed(`${FunctionName} is ${found.State}: ${found.StateReason ?? "no reason given"}`);
    if (found.LastUpdateStatus === "Failed")
      throw new StepFailed(`the last update of ${FunctionName} failed: ${found.LastUpdateStatusReason}`);
    const { ReservedConcurrentExecutions } = await aws.lambda.send(
      new GetFunctionConcurrencyCommand({ FunctionName }),
    );
    if (ReservedConcurrentExecutions === 0)
      throw new StepFailed(
        `${FunctionName} may not run: its reserved concurrency is 0`,
        `aws lambda delete-function-concurrency --function-name ${FunctionName}`,
      );
  }
  return functions.join(", ");
}

async function readKey({ aws, stack }: SelfTest): Promise<string> {
  const { KeyMetadata } = await aws.kms.send(new DescribeKeyCommand({ KeyId: stack.kmsKeyArn }));
  if (KeyMetadata?.KeyState === "Enabled") return stack.kmsKeyArn;
  throw new StepFailed(
    `the key ${stack.kmsKeyArn} is ${KeyMetadata?.KeyState ?? "missing"}`,
    KeyMetadata?.KeyState === "PendingDeletion"
      ? `aws kms cancel-key-deletion --key-id ${stack.kmsKeyArn}, then enable it`
      : `aws kms enable-key --key-id ${stack.kmsKeyArn}`,
  );
}

async function readQueues({ aws, stack }: SelfTest): Promise<string> {
  const found: string[] = [];
  for (const QueueUrl of [stack.deadLetterQueueUrl, stack.parkedQueueUrl]) {
    const { Attributes = {} } = await aws.sqs.send(
      new GetQueueAttributesCommand({
        QueueUrl,
        AttributeNames: ["Policy", "ApproximateNumberOfMessages", "QueueArn"],
      }),
    );
    const { Policy, ApproximateNumberOfMessages: waiting = "0", QueueArn = "" } = Attributes;
    const name = QueueArn.split(":")[5] ?? QueueUrl;
    if (!Policy)
      throw new StepFailed(`the queue ${name} has no policy: what fails cannot be kept there`, DEPLOY);
    if (QueueUrl === stack.parkedQueueUrl && waiting !== "0")
      throw new StepFailed(
        `${waiting} operations wait in ${name} for a person`,
        "ses-smtp failures list, then retry or discard them",
      );
    found.push(`${name}: ${waiting} waiting`);
  }
  return found.join(", ");
}
