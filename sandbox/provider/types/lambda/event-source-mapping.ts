import {
  CreateEventSourceMappingCommand,
  DeleteEventSourceMappingCommand,
  GetEventSourceMappingCommand,
  UpdateEventSourceMappingCommand,
  type EventSourceMappingConfiguration,
  type EventSourcePosition,
  type FunctionResponseType,
} from "@aws-sdk/client-lambda";
import type { EventSourceMappingArgs } from "@pulumi/aws/lambda";

import { capitalized, defined, type Plain, type Properties } from "../../properties";
import { resource, unlessGone } from "../../resource-type";

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
    FilterCriteria: capitalized<object | undefined>(inputs.filterCriteria),
    DestinationConfig: inputs.destinationConfig && {
      OnFailure: { Destination: inputs.destinationConfig.onFailure?.destinationArn },
    },
    ScalingConfig: capitalized<object | undefined>(inputs.scalingConfig),
    MetricsConfig: capitalized<object | undefined>(inputs.metricsConfig),
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
