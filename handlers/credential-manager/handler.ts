import { LambdaClient } from "@aws-sdk/client-lambda";
import { leaveOutOwnWrites } from "../reconciler/own-events";
import { type RunContext, type RunRequest, runUsername } from "../reconciler/run-username";
import { boundedClient } from "../shared/client-options";
import type { Environment, LambdaEnvironment } from "../shared/environment";
import { withoutQualifier } from "../shared/function-arn";
import { invokeManager } from "../shared/invoke-function";
import { correlationIdFor, type ManagerEvent, originOf, parseManagerEvent } from "../shared/manager-event";
import { isLastTry } from "../shared/retry-limit";
import { createLogger } from "../shared/logging/logger";
import { identify, observed } from "../shared/observed";
import { traced } from "../shared/tracing/aws-client";
import type { ManagerEnvironment } from "./environment";
import { ConcurrencyLimit } from "./concurrency-limit";
import { portsFromEnvironment } from "./ports-from-environment";
import { runEvent } from "./run-event";

/** The fields used of a Lambda context. */
export interface ManagerContext extends RunContext {
  invokedFunctionArn: string;
}

const SERVICE = "smtp-credential-manager";

/** For invoking itself, within the time that a run reserves at its end. */
const MAX_ATTEMPTS = 2;

/**
 * Creates `smtp-credential-manager`, which reconciles the usernames of a {@link ManagerEvent}. It is invoked
 * asynchronously only: by the record dispatcher, by wake-ups, and by itself.
 *
 * @throws Error that names a missing variable
 */
export function createHandler(environment: Environment<ManagerEnvironment & LambdaEnvironment>) {
  const lambda = traced(new LambdaClient(boundedClient(MAX_ATTEMPTS)));
  const logger = createLogger(SERVICE);
  const portsOf = portsFromEnvironment(environment, logger);

  return observed(SERVICE, logger, async (value: unknown, context: ManagerContext): Promise<void> => {
    const event = parseManagerEvent(value);
    const { correlationId: event_id, cause, retryCount: retry_count, usernames: all } = event;
    const [only, ...others] = all;
    const isOne = only !== undefined && others.length === 0;
    const correlation_id = isOne ? correlationIdFor(event, only) : event_id;
    identify({ correlation_id, operation: "reconcile", ...(isOne && { username: only }) });
    logger.info("event", { cause, retry_count, event_id, usernames: all });
    const managerArn = withoutQualifier(context.invokedFunctionArn);
    const ports = portsOf(managerArn, event.usernames);
    const limit = new ConcurrencyLimit(event.usernames.length);
    // A retry is about the failure that the manager itself wrote last.
    const usernames =
      retry_count > 0
        ? event.usernames
        : await leaveOutOwnWrites(all, event_id, ports).catch((error: unknown) => {
            logger.warn("own writes were not left out", { error });
            return event.usernames;
          });
    await runEvent(
      { ...event, usernames },
      {
        run: username =>
          limit.work(ports.clock, clock =>
            runUsername(username, requestFor(username, event), context, { ...ports, clock }, logger),
          ),
        invoke: retry => invokeManager(lambda, managerArn, retry),
      },
    );
  });
}

function requestFor(username: string, event: ManagerEvent): RunRequest {
  const { correlationId: eventId, retryCount, firstFailedAt } = event;
  const correlationId = correlationIdFor(event, username);
  const origin = originOf(event, username);
  return {
    correlationId,
    eventId,
    attempt: { last: isLastTry(retryCount), retryCount, firstFailedAt, origin },
  };
}
