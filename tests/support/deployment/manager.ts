import type { LambdaClient } from "@aws-sdk/client-lambda";
import { ConcurrencyLimit } from "../../../handlers/credential-manager/concurrency-limit";
import { runEvent } from "../../../handlers/credential-manager/run-event";
import { leaveOutOwnWrites } from "../../../handlers/reconciler/own-events";
import type { RunFailure } from "../../../handlers/reconciler/run-username";
import { reconcile } from "../../../handlers/reconciler/reconcile";
import type { Run } from "../../../handlers/reconciler/ports";
import { invokeManager } from "../../../handlers/shared/invoke-function";
import {
  correlationIdFor,
  type ManagerEvent,
  originOf,
  parseManagerEvent,
} from "../../../handlers/shared/manager-event";
import { isLastTry } from "../../../handlers/shared/retry-limit";
import { MANAGER_ARN } from "../aws-model";
import type { Invocation } from "../aws-model/lambda";
import type { Process } from "../aws-model/process";
import type { Ending, Stage } from "../reconciler/stage";

/** Runs one username, and may check what that leaves. */
export type OnRun = (username: string, correlationId: string, run: () => Promise<Ending>) => Promise<Ending>;

/** An event has nothing to do for a username: its record is as the manager left it. */
export type OnSkip = (username: string) => void;

/** What the manager runs on. */
interface Surroundings {
  stage: Stage;
  lambda: Pick<LambdaClient, "send">;
  onRun: OnRun;
  onSkip: OnSkip;
}

/** `smtp-credential-manager`: what its handler does, on the model's ports. */
export async function manage(
  { stage, lambda, onRun, onSkip }: Surroundings,
  payload: unknown,
  { process, remainingMs }: Invocation,
): Promise<void> {
  const event = parseManagerEvent(payload);
  const ports = stage.model.ports(process);
  const limit = new ConcurrencyLimit(event.usernames.length);
  const usernames =
    event.retryCount > 0
      ? event.usernames
      : await leaveOutOwnWrites(event.usernames, event.correlationId, ports).catch(() => event.usernames);
  for (const username of event.usernames) if (!usernames.includes(username)) onSkip(username);
  await runEvent(
    { ...event, usernames },
    {
      run: async username => {
        let failure: RunFailure | undefined;
        await onRun(username, event.correlationId, async () => {
          const run = runOf(stage, username, event, remainingMs);
          const ended = await endOf(process, () =>
            limit.work(ports.clock, clock => reconcile(run, { ...ports, clock })),
          );
          failure = ended.failure;
          return ended.ending;
        });
        return failure;
      },
      invoke: retry => invokeManager(lambda, MANAGER_ARN, retry),
    },
  );
}

function runOf({ log }: Stage, username: string, event: ManagerEvent, remainingMs: () => number): Run {
  const note = (message: string, fields: Record<string, unknown>) => void log.push({ message, fields });
  const { retryCount, firstFailedAt } = event;
  const origin = originOf(event, username);
  return {
    username,
    correlationId: correlationIdFor(event, username),
    eventId: event.correlationId,
    attempt: { last: isLastTry(retryCount), retryCount, firstFailedAt, origin },
    remainingMs,
    log: { info: note, warn: note },
  };
}

/** @returns how the work of a process ended; it ends also when the process dies */
function endOf(
  process: Process,
  work: () => Promise<void>,
): Promise<{ ending: Ending; failure: RunFailure | undefined }> {
  return Promise.race([
    work().then(
      () => ({ ending: "done" as const, failure: undefined }),
      (error: Error) => ({
        ending: "thrown" as const,
        failure: { errorType: error.name, errorMessage: error.message },
      }),
    ),
    process.death.then(() => ({ ending: "died" as const, failure: undefined })),
  ]);
}
