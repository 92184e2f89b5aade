import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { IAMClient } from "@aws-sdk/client-iam";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { SchedulerClient } from "@aws-sdk/client-scheduler";
import { SESv2Client } from "@aws-sdk/client-sesv2";
import { SQSClient } from "@aws-sdk/client-sqs";
import { boundedClient } from "../shared/client-options";
import { required, type Environment } from "../shared/environment";
import { withoutQualifier } from "../shared/function-arn";
import { correlationIdFor, type ManagerEvent, originOf } from "../shared/manager-event";
import { invokeManager } from "../shared/invoke-function";
import { emittedMetrics, type Metrics } from "../shared/metrics";
import { readStatuses } from "../shared/record-statuses";
import type { LogFields } from "../shared/logging/fields";
import { identify, observed } from "../shared/observed";
import { traced } from "../shared/tracing/aws-client";
import { processRuntime, type Runtime } from "../shared/runtime";
import { type Dispatch, dispatch } from "./dispatch";
import { type HealthEvent, holdExposed } from "./exposed-keys";
import type { DispatcherEnvironment } from "./environment";
import { type Invocation, Rules, type RulesEvent } from "./rules/rules";
import type { DispatcherClients } from "./clients";
import { beyondRoutine, type Finding } from "./sweep/finding";
import { sweepPorts } from "./sweep/ports";
import { sweep, type SweepReport, type SweepRequest } from "./sweep/sweep";
import { groupByUsername, type StreamRecord } from "../shared/stream-records";

/** The fields used of the event. */
export interface StreamEvent {
  Records?: StreamRecord[];
}

/** Asks for a sweep: by the daily schedule, after a deployment, by the processor, or by `ses-smtp repair`. */
export interface SweepEvent {
  sweep?: Partial<SweepRequest>;
}

/** The fields used of a Lambda context. */
interface DispatcherContext {
  invokedFunctionArn?: string;
  awsRequestId?: string;
  getRemainingTimeInMillis?(): number;
}

const SERVICE = "smtp-record-dispatcher";

/** What is assumed outside of Lambda, where nothing stops the process. */
const DEFAULT_REMAINING_MS = 60_000;

/** Tells Lambda which records to deliver again: the "partial batch response" of a DynamoDB stream. */
export interface BatchResponse {
  batchItemFailures: { itemIdentifier: string }[];
}

/** Three attempts of one read and of the invocations, within the function's 60 s. */
const MAX_ATTEMPTS = 3;

function clients(): DispatcherClients {
  const options = boundedClient(MAX_ATTEMPTS);
  return {
    dynamodb: traced(new DynamoDBClient(options)),
    iam: traced(new IAMClient(options)),
    lambda: traced(new LambdaClient(options)),
    scheduler: traced(new SchedulerClient(options)),
    ses: traced(new SESv2Client(options)),
    sqs: traced(new SQSClient(options)),
  };
}

/**
 * Creates `smtp-record-dispatcher`, which turns a batch of stream records into asynchronous invocations of the manager,
 * and does nothing else with it: so no record can hold up another. Invoked with `sweep`, it compares table and IAM, and has
 * the manager repair what events have missed. Given an event of AWS Health about exposed access keys, it holds their logins.
 *
 * @throws Error that names a missing variable
 */
export function createHandler(
  environment: Environment<DispatcherEnvironment>,
  services: DispatcherClients = clients(),
  { log, now }: Pick<Runtime, "log" | "now"> = processRuntime(SERVICE),
  metrics: Metrics = emittedMetrics(required(environment, "STACK_NAME")),
) {
  const { dynamodb, iam, lambda } = services;
  const table = required(environment, "TABLE_NAME");
  const manager = required(environment, "MANAGER_FUNCTION_NAME");
  const portsOfSweep = sweepPorts(environment, services, now);
  const rules = new Rules(environment, services, now, log);

  /** @returns the stream records of this event, if it could not be sent */
  const send = async ({ event, sequenceNumbers }: Dispatch): Promise<string[]> => {
    try {
      await invokeManager(lambda, manager, event);
      for (const fields of dispatchFields(event)) log.info("dispatched", fields);
      return [];
    } catch (error) {
      for (const fields of dispatchFields(event)) log.error("not dispatched", { ...fields, error });
      return sequenceNumbers;
    }
  };

  const runSweep = async (request: SweepRequest, context: DispatcherContext): Promise<SweepReport> => {
    const invocation = invocationOf(context);
    const { correlationId } = invocation;
    const unreadable = await rules.sweep(request, invocation);
    const ports = { ...portsOfSweep(() => invocation.remainingMs()), unreadableRules: unreadable };
    const report = await sweep(request, correlationId, ports);
    log.info("sweep", sweepFields(request, report));
    const { total: SweepFindings, counts } = beyondRoutine(report.counts);
    if (!request.dryRun) metrics.emit({ SweepFindings }, { correlation_id: correlationId, counts });
    for (const finding of report.findings) log.info("found", findingFields(finding));
    return report;
  };

  const dispatchBatch = async ({ Records = [] }: StreamEvent): Promise<BatchResponse> => {
    const batch = groupByUsername(Records);
    const usernames = batch.map(({ username }) => username);
    const statuses =
      batch.length === 0 ? new Map<string, never>() : await readStatuses(dynamodb, table, usernames);
    const dispatches = dispatch(batch, statuses);
    const first = await Promise.all(dispatches.filter(({ stops }) => stops).map(send));
    const then = await Promise.all(dispatches.filter(({ stops }) => !stops).map(send));
    const failed = [...first.flat(), ...then.flat(), ...(await rules.followStream(Records))];
    return { batchItemFailures: failed.map(itemIdentifier => ({ itemIdentifier })) };
  };

  const run = async (
    event: StreamEvent & SweepEvent & RulesEvent & HealthEvent,
    context: DispatcherContext = {},
  ): Promise<BatchResponse | SweepReport | undefined> => {
    identify({ operation: event.sweep ? "sweep" : event.source === undefined ? "dispatch" : "hold" });
    if (event.sweep !== undefined) return runSweep(readRequest(event.sweep), context);
    if (event.rules !== undefined) {
      await rules.run(event, invocationOf(context));
      return undefined;
    }
    if (event.source === undefined) return dispatchBatch(event);
    await holdExposed(event, { iam, dynamodb, table, log }, new Date(now()));
    return undefined;
  };
  return observed(SERVICE, log, run);
}

/** An entry for each username that an API request was about, so that it has the request's id, and one for the others. */
function dispatchFields(event: ManagerEvent): LogFields[] {
  const { correlationId: event_id, usernames } = event;
  const asked = usernames.filter(username => originOf(event, username)?.correlationId !== undefined);
  const others = usernames.filter(username => !asked.includes(username));
  const entries: LogFields[] = asked.map(username => ({
    ...{ correlation_id: correlationIdFor(event, username), username, event_id },
  }));
  return others.length > 0 ? [...entries, { correlation_id: event_id, usernames: others }] : entries;
}

function sweepFields({ cause, dryRun, everyone, consent }: SweepRequest, report: SweepReport): LogFields {
  const { counts, statuses, records, users, inspected, notInspected, sent, booked } = report;
  const request = { cause, dry_run: dryRun, everyone, consent };
  return {
    ...request,
    counts,
    statuses,
    records,
    users,
    inspected,
    not_inspected: notInspected,
    sent,
    booked,
  };
}

function findingFields({ kind, username, detail, at }: Finding): LogFields {
  return {
    finding: kind,
    ...(username && { username }),
    detail,
    ...(at !== undefined && { at: new Date(at).toISOString() }),
  };
}

function invocationOf(context: DispatcherContext): Invocation {
  const { awsRequestId = "none", invokedFunctionArn } = context;
  return {
    correlationId: awsRequestId,
    functionArn: invokedFunctionArn === undefined ? undefined : withoutQualifier(invokedFunctionArn),
    remainingMs: () => context.getRemainingTimeInMillis?.() ?? DEFAULT_REMAINING_MS,
  };
}

/** What is missing is the least that a sweep does; only `true` is consent. */
function readRequest({ cause, dryRun, everyone, searchRules, consent }: Partial<SweepRequest>): SweepRequest {
  return {
    cause: typeof cause === "string" ? cause : "unknown",
    dryRun: dryRun === true,
    everyone: everyone === true,
    searchRules: searchRules === true,
    consent: consent === true,
  };
}
