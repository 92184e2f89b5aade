import { createHash } from "node:crypto";
import {
  AddPermissionCommand,
  CreateEventSourceMappingCommand,
  DeleteEventSourceMappingCommand,
  DeleteFunctionEventInvokeConfigCommand,
  GetEventSourceMappingCommand,
  GetFunctionEventInvokeConfigCommand,
  GetPolicyCommand,
  InvokeCommand,
  PutFunctionEventInvokeConfigCommand,
  RemovePermissionCommand,
  UpdateEventSourceMappingCommand,
  type EventSourceMappingConfiguration,
  type EventSourcePosition,
  type FunctionResponseType,
  type FunctionUrlAuthType,
} from "@aws-sdk/client-lambda";
import type {
  EventSourceMappingArgs,
  FunctionEventInvokeConfigArgs,
  InvocationArgs,
  PermissionArgs,
} from "@pulumi/aws/lambda";

import { capitalised, defined, idOf, type Plain, type Properties } from "../properties";
import { resource, unlessGone, type Context } from "../resource-type";

const PERMISSION_INPUTS = [
  ...(["action", "function", "principal", "sourceArn", "sourceAccount", "statementId"] as const),
  ...(["qualifier", "eventSourceToken", "functionUrlAuthType", "principalOrgId"] as const),
];

export const permission = resource<PermissionArgs>({
  autoname: "statementId",
  replaceOn: PERMISSION_INPUTS,
  async create(inputs, { clients }) {
    await clients.lambda.send(
      new AddPermissionCommand({
        FunctionName: idOf(inputs.function),
        StatementId: inputs.statementId,
        Action: inputs.action,
        Principal: inputs.principal,
        SourceArn: inputs.sourceArn,
        SourceAccount: inputs.sourceAccount,
        Qualifier: inputs.qualifier,
        EventSourceToken: inputs.eventSourceToken,
        PrincipalOrgID: inputs.principalOrgId,
        FunctionUrlAuthType: inputs.functionUrlAuthType as FunctionUrlAuthType | undefined,
      }),
    );
    return { id: inputs.statementId ?? "", outs: {} };
  },
  async read({ id, inputs, outs }, { clients }) {
    const asked = new GetPolicyCommand({
      FunctionName: idOf(inputs.function),
      Qualifier: inputs.qualifier,
    });
    const found = await unlessGone(clients.lambda.send(asked));
    return found?.Policy?.includes(JSON.stringify(id)) ? outs : undefined;
  },
  async delete({ id, inputs }, { clients }) {
    const gone = { FunctionName: idOf(inputs.function), StatementId: id, Qualifier: inputs.qualifier };
    await unlessGone(clients.lambda.send(new RemovePermissionCommand(gone)));
  },
});

export const eventSourceMapping = resource<EventSourceMappingArgs>({
  replaceOn: ["eventSourceArn", "startingPosition", "startingPositionTimestamp"],
  async create(inputs, { clients }) {
    const made = await clients.lambda.send(
      new CreateEventSourceMappingCommand({
        ...mapping(inputs),
        EventSourceArn: inputs.eventSourceArn,
        StartingPosition: inputs.startingPosition as EventSourcePosition | undefined,
        Tags: inputs.tags,
      }),
    );
    return { id: made.UUID ?? "", outs: mappingOuts(made) };
  },
  async read({ id }, { clients }) {
    const found = await unlessGone(clients.lambda.send(new GetEventSourceMappingCommand({ UUID: id })));
    return found && mappingOuts(found);
  },
  async update({ id }, inputs, { clients }) {
    return mappingOuts(
      await clients.lambda.send(new UpdateEventSourceMappingCommand({ UUID: id, ...mapping(inputs) })),
    );
  },
  async delete({ id }, { clients }) {
    await unlessGone(clients.lambda.send(new DeleteEventSourceMappingCommand({ UUID: id })));
  },
});

function mapping(inputs: Plain<EventSourceMappingArgs>) {
  return {
    FunctionName: inputs.functionName,
    Enabled: inputs.enabled,
    BatchSize: inputs.batchSize,
    MaximumBatchingWindowInSeconds: inputs.maximumBatchingWindowInSeconds,
    ParallelizationFactor: inputs.parallelizationFactor,
    MaximumRecordAgeInSeconds: inputs.maximumRecordAgeInSeconds,
    BisectBatchOnFunctionError: inputs.bisectBatchOnFunctionError,
    MaximumRetryAttempts: inputs.maximumRetryAttempts,
    TumblingWindowInSeconds: inputs.tumblingWindowInSeconds,
    FunctionResponseTypes: inputs.functionResponseTypes as FunctionResponseType[] | undefined,
    FilterCriteria: capitalised<object | undefined>(inputs.filterCriteria),
    DestinationConfig: inputs.destinationConfig && {
      OnFailure: { Destination: inputs.destinationConfig.onFailure?.destinationArn },
    },
    ScalingConfig: capitalised<object | undefined>(inputs.scalingConfig),
    MetricsConfig: capitalised<object | undefined>(inputs.metricsConfig),
    KMSKeyArn: inputs.kmsKeyArn,
  };
}

function mappingOuts(made: EventSourceMappingConfiguration): Properties {
  return defined({
    arn: made.EventSourceMappingArn,
    uuid: made.UUID,
    functionArn: made.FunctionArn,
    state: made.State,
    stateTransitionReason: made.StateTransitionReason,
    lastProcessingResult: made.LastProcessingResult,
    lastModified: made.LastModified?.toISOString(),
  });
}

export const functionEventInvokeConfig = resource<FunctionEventInvokeConfigArgs>({
  replaceOn: ["functionName", "qualifier"],
  async create(inputs, context) {
    await putInvokeConfig(inputs, context);
    return { id: [inputs.functionName, inputs.qualifier].filter(Boolean).join(":"), outs: {} };
  },
  async read({ inputs, outs }, { clients }) {
    const { functionName: FunctionName, qualifier: Qualifier } = inputs;
    const asked = new GetFunctionEventInvokeConfigCommand({ FunctionName, Qualifier });
    return (await unlessGone(clients.lambda.send(asked))) && outs;
  },
  async update({ outs }, inputs, context) {
    await putInvokeConfig(inputs, context);
    return outs;
  },
  async delete({ inputs: { functionName: FunctionName, qualifier: Qualifier } }, { clients }) {
    await unlessGone(
      clients.lambda.send(new DeleteFunctionEventInvokeConfigCommand({ FunctionName, Qualifier })),
    );
  },
});

async function putInvokeConfig(
  inputs: Plain<FunctionEventInvokeConfigArgs>,
  { clients }: Context,
): Promise<void> {
  await clients.lambda.send(
    new PutFunctionEventInvokeConfigCommand({
      FunctionName: inputs.functionName,
      Qualifier: inputs.qualifier,
      MaximumRetryAttempts: inputs.maximumRetryAttempts,
      MaximumEventAgeInSeconds: inputs.maximumEventAgeInSeconds,
      DestinationConfig: capitalised<object | undefined>(inputs.destinationConfig),
    }),
  );
}

/** Calls a function once when it is created or its input or triggers change; `CRUD` also on update and delete. */
export const invocation = resource<InvocationArgs>({
  replaceOn: ["functionName", "qualifier", "triggers"],
  replaceAlsoOn: ({ lifecycleScope }) => (lifecycleScope === "CRUD" ? [] : ["input"]),
  async create(inputs, context) {
    const result = await invoke(inputs, "create", null, context);
    const digest = createHash("md5").update(inputs.input).digest("hex");
    return { id: `${inputs.functionName}_${inputs.qualifier ?? "$LATEST"}_${digest}`, outs: { result } };
  },
  async read({ outs }) {
    return outs;
  },
  async update({ inputs: old }, inputs, context) {
    return { result: await invoke(inputs, "update", old.input, context) };
  },
  async delete({ inputs }, context) {
    if (inputs.lifecycleScope === "CRUD") await unlessGone(invoke(inputs, "delete", inputs.input, context));
  },
});

async function invoke(
  inputs: Plain<InvocationArgs>,
  action: "create" | "update" | "delete",
  previous: string | null,
  { clients }: Context,
): Promise<string> {
  const { functionName: FunctionName, qualifier: Qualifier, terraformKey = "tf" } = inputs;
  const lifecycle = { action, prev_input: previous === null ? null : (JSON.parse(previous) as unknown) };
  const payload =
    inputs.lifecycleScope === "CRUD"
      ? JSON.stringify({ ...(JSON.parse(inputs.input) as object), [terraformKey]: lifecycle })
      : inputs.input;
  const answer = await clients.lambda.send(
    new InvokeCommand({ FunctionName, Qualifier, Payload: Buffer.from(payload) }),
  );
  const result = Buffer.from(answer.Payload ?? []).toString();
  if (answer.FunctionError === undefined) return result;
  throw new Error(`Lambda function (${FunctionName}) returned error: (${result})`);
}
