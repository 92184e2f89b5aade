import { isThrottled } from "../throttled";
import type { AwsCall, Ending } from "./subsegment";
import { traceCall } from "./trace";
import { TRACE_HEADER, traceHeader } from "./trace-header";

/** The parts used of an SDK client. */
interface Client {
  middlewareStack: { add(middleware: never, options: { step: "build"; name: string }): void };
  config: { serviceId?: string; region?: string | (() => Promise<string>) };
}

/** The parts used of what the SDK passes through its middleware. */
interface Call {
  input: { TableName?: unknown; QueueUrl?: unknown; RequestItems?: object; TransactItems?: object[] };
  request: { headers: Record<string, string> };
}

interface Metadata {
  httpStatusCode?: number;
  requestId?: string;
  attempts?: number;
}

type Next = (call: Call) => Promise<{ output?: { $metadata?: Metadata } }>;

/**
 * Has every call of an SDK client recorded, retries included: service, operation, table or queue, request id, status, and
 * how it ended. Nothing else of the request and nothing of the answer is read. The call's id goes along as tracing header,
 * so that a function which it invokes continues the trace.
 *
 * @returns the client
 */
export function traced<T extends object>(client: T): T {
  const { middlewareStack, config } = client as unknown as Client;
  const middleware = (next: Next, { commandName = "" }: { commandName?: string }) => {
    const operation = commandName.replace(/Command$/, "");
    return (call: Call) =>
      traceCall(config.serviceId ?? "AWS", "aws", async subsegment => {
        if (subsegment === undefined) return next(call);
        const region = typeof config.region === "function" ? await config.region() : config.region;
        const base = { operation, ...(region && { region }), ...resourceOf(call) };
        subsegment.aws = base;
        call.request.headers[TRACE_HEADER] = traceHeader(subsegment.within);
        try {
          const result = await next(call);
          const { $metadata = {} } = result.output ?? {};
          subsegment.aws = { ...base, ...answerOf($metadata) };
          subsegment.ending = statusOf($metadata);
          return result;
        } catch (error) {
          const { $metadata = {} } = error as { $metadata?: Metadata };
          subsegment.aws = { ...base, ...answerOf($metadata) };
          subsegment.ending = endingOf(error, $metadata);
          throw error;
        }
      });
  };
  middlewareStack.add(middleware as never, { step: "build", name: "xRayTracing" });
  return client;
}

function resourceOf({ input }: Call): Partial<AwsCall> {
  const { TableName, QueueUrl, RequestItems, TransactItems = [] } = input;
  const [batchTable] = Object.keys(RequestItems ?? {});
  const [first] = TransactItems.flatMap(item => Object.values(item) as { TableName?: unknown }[]);
  const table = [TableName, batchTable, first?.TableName].find(name => typeof name === "string");
  return {
    ...(typeof table === "string" && { table_name: table }),
    ...(typeof QueueUrl === "string" && { queue_url: QueueUrl }),
  };
}

function answerOf({ requestId, attempts = 1 }: Metadata): Partial<AwsCall> {
  return { ...(requestId && { request_id: requestId }), retries: attempts - 1 };
}

function statusOf({ httpStatusCode: status }: Metadata): Ending {
  return status === undefined ? {} : { status };
}

function endingOf(error: unknown, metadata: Metadata): Ending {
  const { httpStatusCode: status } = metadata;
  const cause = error instanceof Error ? error.name : "Unknown";
  const common = { cause, ...statusOf(metadata) };
  if (isThrottled(error)) return { ...common, throttle: true, error: true };
  return status !== undefined && status < 500 ? { ...common, error: true } : { ...common, fault: true };
}
