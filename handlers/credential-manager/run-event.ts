import type { ManagerEvent } from "../shared/manager-event";

/** How an event is carried out. */
export interface EventPorts {
  /** Reconciles one username. Never rejects. @returns whether it succeeded */
  readonly run: (username: string) => Promise<boolean>;
  /** Invokes the manager again, asynchronously. */
  readonly invoke: (event: ManagerEvent) => Promise<void>;
}

/**
 * Reconciles an event's usernames side by side. Of several, those that fail are invoked alone, so that Lambda's retries
 * and the dead-letter queue deal with each by itself. One that is alone already fails the invocation.
 *
 * @throws ReconciliationFailed, which makes Lambda try the event twice more and then send it to its destination
 */
export async function runEvent(event: ManagerEvent, { run, invoke }: EventPorts): Promise<void> {
  const { usernames, correlationId } = event;
  const succeeded = await Promise.all(usernames.map(run));
  const failed = usernames.filter((_, index) => succeeded[index] === false);
  if (failed.length === 0) return;
  if (usernames.length === 1) throw new ReconciliationFailed(failed, correlationId);
  const invoked = await Promise.allSettled(
    failed.map(username => invoke({ ...event, usernames: [username], cause: "retry" })),
  );
  const left = failed.filter((_, index) => invoked[index]?.status === "rejected");
  if (left.length > 0) throw new ReconciliationFailed(left, correlationId);
}

/** Its name and message go into Lambda's failure record, so they hold no secret; the reasons are in the log. */
class ReconciliationFailed extends Error {
  override readonly name = "ReconciliationFailed";
  constructor(usernames: readonly string[], correlationId: string) {
    super(
      `Could not reconcile ${usernames.join(", ")}. Find the reason in the log entries with correlation_id ` +
        `${correlationId}.`,
    );
  }
}
