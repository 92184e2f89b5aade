import { withoutSecrets } from "./logging/error-fields";
import type { Log } from "./logging/logger";
import { amendScope, type Identity, inScope } from "./logging/scope";
import type { Annotations } from "./tracing/subsegment";
import { annotate, invocationTrace, traceInvocation, tracePart } from "./tracing/trace";

/** The fields used of a Lambda context. */
interface InvocationContext {
  awsRequestId?: string;
}

/**
 * A function's handler with what all functions have in common: log entries and traces with one correlation id, and an
 * entry at the end of each invocation, `done` or `failed`, with its duration. Until the handler knows a better
 * correlation id ({@link identify}), it is the request's id, which Lambda's retries of an event share.
 *
 * @param service the function's name, such as `smtp-api`
 * @param work rejects to make Lambda retry the event; its error is passed on without what must not be logged
 */
export function observed<Event, Context, Result>(
  service: string,
  log: Pick<Log, "info" | "error">,
  work: (event: Event, context: Context) => Promise<Result>,
): (event: Event, context?: Context) => Promise<Result> {
  let isFirst = true;
  return (event, context) => {
    const started = performance.now();
    const cold_start = isFirst;
    isFirst = false;
    const request_id = (context as InvocationContext | undefined)?.awsRequestId || undefined;
    const correlation_id = request_id ?? "none";
    const trace = invocationTrace();
    const end = () => ({ duration_ms: Math.round(performance.now() - started), cold_start });
    return inScope({ correlation_id, request_id, trace_id: trace?.traceId }, () =>
      traceInvocation(service, trace, async () => {
        annotate({ correlation_id });
        try {
          const result = await work(event, context as Context);
          log.info("done", end());
          return result;
        } catch (error) {
          log.error("failed", { ...end(), error });
          throw withoutSecrets(error);
        }
      }),
    );
  };
}

/** Says what the invocation, or the part of it that is going on, is about. */
export function identify(identity: Identity): void {
  amendScope(identity);
  annotate(annotationsOf(identity));
}

/** A part of an invocation that is about something of its own, such as one login of several. */
export function observedPart<T>(name: string, identity: Identity, work: () => Promise<T>): Promise<T> {
  return inScope(identity, () => tracePart(name, annotationsOf(identity), work));
}

/** What can be searched for in X-Ray: https://docs.aws.amazon.com/xray/latest/devguide/xray-console-filters.html. */
function annotationsOf({ correlation_id, username, operation }: Identity): Annotations {
  return Object.fromEntries(
    Object.entries({ correlation_id, username, operation }).filter(
      (each): each is [string, string] => each[1] !== undefined,
    ),
  );
}
