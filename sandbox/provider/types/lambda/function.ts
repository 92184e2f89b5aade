import {
  CreateFunctionCommand,
  DeleteFunctionCommand,
  DeleteFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  PutFunctionConcurrencyCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
  type Architecture,
  type FunctionConfiguration,
  type Runtime,
  type TracingMode,
} from "@aws-sdk/client-lambda";
import type { FunctionArgs } from "@pulumi/aws/lambda";

import type { Context } from "../../context";
import { digestOf, zipOf } from "../../archive";
import type { WireArchive } from "../../normalize";
import { capitalized, defined, type Plain, type Properties } from "../../properties";
import { resource, ignoreNotFound } from "../../resource-type";

export const lambdaFunction = resource<FunctionArgs>({
  autoname: "name",
  replaceOn: ["name", "packageType"],
  withoutEffect: ["sourceCodeHash", "skipDestroy", "packageType"],
  async create(inputs, context) {
    const created = await context.clients.lambda.send(
      new CreateFunctionCommand({
        ...configuration(inputs, context),
        Code: { ZipFile: zipped(inputs, context) },
        Architectures: inputs.architectures as Architecture[] | undefined,
        Publish: inputs.publish,
        Tags: inputs.tags,
      }),
    );
    return { id: inputs.name ?? "", outs: outsOf(created, inputs, context) };
  },
  async complete(id, { reservedConcurrentExecutions }, context) {
    await reserve(id, reservedConcurrentExecutions, context);
    return {};
  },
  async read({ id, inputs }, context) {
    const asked = new GetFunctionConfigurationCommand({ FunctionName: id });
    const found = await ignoreNotFound(context.clients.lambda.send(asked));
    return found && outsOf(found, inputs, context);
  },
  async update({ id, inputs: old }, inputs, context) {
    const { lambda } = context.clients;
    if (codeDigest(old, context) !== codeDigest(inputs, context)) {
      const Architectures = inputs.architectures as Architecture[] | undefined;
      const ZipFile = zipped(inputs, context);
      await lambda.send(new UpdateFunctionCodeCommand({ FunctionName: id, ZipFile, Architectures }));
    }
    const updated = await lambda.send(new UpdateFunctionConfigurationCommand(configuration(inputs, context)));
    await reserve(id, inputs.reservedConcurrentExecutions, context);
    return outsOf(updated, inputs, context);
  },
  async delete({ id }, { clients }) {
    await ignoreNotFound(clients.lambda.send(new DeleteFunctionCommand({ FunctionName: id })));
  },
});

function configuration(inputs: Plain<FunctionArgs>, { endpoint }: Context) {
  return {
    FunctionName: inputs.name,
    Role: inputs.role,
    Handler: inputs.handler,
    Runtime: inputs.runtime as Runtime | undefined,
    Description: inputs.description,
    Timeout: inputs.timeout,
    MemorySize: inputs.memorySize,
    // Without it the emulator would pass its own address, which bypasses the front door.
    Environment: { Variables: { AWS_ENDPOINT_URL: endpoint, ...inputs.environment?.variables } },
    Layers: inputs.layers,
    KMSKeyArn: inputs.kmsKeyArn,
    TracingConfig: inputs.tracingConfig && { Mode: inputs.tracingConfig.mode as TracingMode },
    DeadLetterConfig: capitalized<{ TargetArn?: string } | undefined>(inputs.deadLetterConfig),
    EphemeralStorage: inputs.ephemeralStorage && { Size: inputs.ephemeralStorage.size },
    LoggingConfig: capitalized<object | undefined>(inputs.loggingConfig),
  };
}

/** Pulumi's value for "no reservation" is -1. */
async function reserve(FunctionName: string, limit: number | undefined, { clients }: Context): Promise<void> {
  if (limit !== undefined && limit >= 0) {
    const ReservedConcurrentExecutions = limit;
    await clients.lambda.send(
      new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions }),
    );
  } else {
    await ignoreNotFound(clients.lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName })));
  }
}

function zipped(inputs: Plain<FunctionArgs>, context: Context): Uint8Array {
  return zipOf(archiveOf(inputs), context.programDirectory);
}

/** Stored inputs hold the digest in place of the archive. */
function codeDigest(inputs: Plain<FunctionArgs>, context: Context): string {
  const code: unknown = inputs.code;
  return typeof code === "string" ? code : digestOf(archiveOf(inputs), context.programDirectory);
}

function archiveOf(inputs: Plain<FunctionArgs>): WireArchive {
  const code = inputs.code as unknown as WireArchive | undefined;
  if (code === undefined)
    throw new Error(
      "unsupported function: the sandbox runs functions with `code`, not from an S3 object or an image",
    );
  return code;
}

function outsOf(found: FunctionConfiguration, inputs: Plain<FunctionArgs>, { region }: Context): Properties {
  const arn = found.FunctionArn?.replace(/:\$LATEST$/, "") ?? "";
  const version = found.Version ?? "$LATEST";
  return defined({
    arn,
    invokeArn: invokeArn(arn, region),
    qualifiedArn: `${arn}:${version}`,
    qualifiedInvokeArn: invokeArn(`${arn}:${version}`, region),
    version,
    lastModified: found.LastModified,
    sourceCodeSize: found.CodeSize,
    codeSha256: found.CodeSha256,
    sourceCodeHash: found.CodeSha256,
    timeout: found.Timeout,
    memorySize: found.MemorySize,
    loggingConfig: inputs.loggingConfig ?? { logFormat: "Text", logGroup: `/aws/lambda/${inputs.name}` },
  });
}

/** The ARN that API Gateway integrations use. */
function invokeArn(functionArn: string, region: string): string {
  return `arn:aws:apigateway:${region}:lambda:path/2015-03-31/functions/${functionArn}/invocations`;
}
