import {
  DeleteFunctionEventInvokeConfigCommand,
  GetFunctionEventInvokeConfigCommand,
  PutFunctionEventInvokeConfigCommand,
} from "@aws-sdk/client-lambda";
import type { FunctionEventInvokeConfigArgs } from "@pulumi/aws/lambda";

import type { Context } from "../../context";
import { capitalized, type Plain } from "../../properties";
import { resource, ignoreNotFound } from "../../resource-type";

export const functionEventInvokeConfig = resource<FunctionEventInvokeConfigArgs>({
  replaceOn: ["functionName", "qualifier"],
  async create(inputs, context) {
    await putInvokeConfig(inputs, context);
    return { id: [inputs.functionName, inputs.qualifier].filter(Boolean).join(":"), outs: {} };
  },
  async read({ inputs, outs }, { clients }) {
    const { functionName: FunctionName, qualifier: Qualifier } = inputs;
    const asked = new GetFunctionEventInvokeConfigCommand({ FunctionName, Qualifier });
    return (await ignoreNotFound(clients.lambda.send(asked))) && outs;
  },
  async update({ outs }, inputs, context) {
    await putInvokeConfig(inputs, context);
    return outs;
  },
  async delete({ inputs: { functionName: FunctionName, qualifier: Qualifier } }, { clients }) {
    await ignoreNotFound(
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
      DestinationConfig: capitalized<object | undefined>(inputs.destinationConfig),
    }),
  );
}
