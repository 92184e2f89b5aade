import type { RunFailure } from "../reconciler/run-username";
import { correlationIdFor, type ManagerEvent } from "../shared/manager-event";

/** How an event is carried out. */
export interface EventPorts {
  /** Reconciles one username. Never rejects. @returns undefined if it succeeded */
  readonly run: (username: string) => Promise<RunFailure | undefined>;
  /** Invokes the manager again, asynchronously. */
  readonly invoke: (event: ManagerEvent) => Promise<void>;
}

/**
 * Reconciles an event's usernames in parallel. If there are several, each one that fails gets an event of its own, so
 * that Lambda's retries and the dead-letter queue handle it separately. If there is only one, its failure fails the
 * invocation.
 *
 * @throws ReconciliationFailed, which makes Lambda retry the event twice and then send it to its on-failure
 *   destination
 */
export async function runEvent(event: ManagerEvent, { run, invoke }: EventPorts): Promise<void> {
  const { usernames } = event;
  const runs = await Promise.all(
    usernames.map(async username => ({ username, failure: await run(username) })),
  );
  const failed = runs.flatMap(({ username, failure }) => (failure ? [{ username, failure }] : []));
  if (failed.length === 0) return;
  if (usernames.length === 1) throw new ReconciliationFailed(failed, event);
  const invoked = await Promise.allSettled(failed.map(({ username }) => invoke(retryAlone(event, username))));
  const left = failed.filter((_, index) => invoked[index]?.status === "rejected");
  if (left.length > 0) throw new ReconciliationFailed(left, event);
}

function retryAlone({ origins, ...event }: ManagerEvent, username: string): ManagerEvent {
  const own = origins?.filter(origin => origin.username === username) ?? [];
  return { ...event, usernames: [username], cause: "retry", ...(own.length > 0 && { origins: own }) };
}

interface Failed {
  username: string;
  failure: RunFailure;
}

/**
 * Its name and message go into Lambda's failure record, and from there into the dead-letter queue: they are those of
 * the error itself, so that nobody has to search for it. No error of the reconciler or of AWS holds a secret.
 */
class ReconciliationFailed extends Error {
  constructor(failed: readonly Failed[], event: ManagerEvent) {
    const usernames = failed.map(({ username }) => username).join(", ");
    const [first] = failed;
    const reason = first?.failure.errorMessage ?? "";
    const correlationId = first === undefined ? event.correlationId : correlationIdFor(event, first.username);
    super(
      `Could not reconcile ${usernames}: ${reason}. More is in the log entries with correlation_id ${correlationId}.`,
    );
    this.name = failed[0]?.failure.errorType ?? "ReconciliationFailed";
  }
}
