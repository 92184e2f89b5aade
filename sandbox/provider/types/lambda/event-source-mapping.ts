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
import { resource, ignoreNotFound } from "../../resource-type";

export const eventSourceMapping = resource<EventSourceMappingArgs>({
  replaceOn: ["eventSourceArn", "startingPosition", "startingPositionTimestamp"],
  async create(inputs, { clients }) {
    const created = await clients.lambda.send(
      new CreateEventSourceMappingCommand({
        ...mapping(inputs),
        EventSourceArn: inputs.eventSourceArn,
        StartingPosition: inputs.startingPosition as EventSourcePosition | undefined,
        Tags: inputs.tags,
      }),
    );
    return { id: created.UUID ?? "", outs: mappingOuts(created) };
  },
  async read({ id }, { clients }) {
    const found = await ignoreNotFound(clients.lambda.send(new GetEventSourceMappingCommand({ UUID: id })));
    return found && mappingOuts(found);
  },
  async update({ id }, inputs, { clients }) {
    return mappingOuts(
      await clients.lambda.send(new UpdateEventSourceMappingCommand({ UUID: id, ...mapping(inputs) })),
    );
  },
  async delete({ id }, { clients }) {
    await ignoreNotFound(clients.lambda.send(new DeleteEventSourceMappingCommand({ UUID: id })));
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

function mappingOuts(found: EventSourceMappingConfiguration): Properties {
  return defined({
    arn: found.EventSourceMappingArn,
    uuid: found.UUID,
    functionArn: found.FunctionArn,
    state: found.State,
    stateTransitionReason: found.StateTransitionReason,
    lastProcessingResult: found.LastProcessingResult,
    lastModified: found.LastModified?.toISOString(),
  });
}
