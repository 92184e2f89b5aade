import { inEvents, type ManagerEvent } from "../shared/manager-event";
import { requestIdOf } from "./request-id";
import { type RecordStatus, stopsLogin } from "../shared/record-statuses";
import type { ChangedUsername } from "../shared/stream-records";

/** An event for the manager, and the stream records to deliver again if it cannot be sent. */
export interface Dispatch {
  event: ManagerEvent;
  sequenceNumbers: string[];
  /** It stops logins: send it before all that do not. */
  stops: boolean;
}

/**
 * The events that a batch of stream records turns into. Those that stop a login come first, in events of their own, so
 * that no other work can hold them up.
 *
 * @param statuses by username; a username that is absent has no record, or could not be read, and is taken for a stop
 */
export function dispatch(
  batch: readonly ChangedUsername[],
  statuses: ReadonlyMap<string, RecordStatus>,
): Dispatch[] {
  const stopping = batch.filter(({ username, held }) => held || stopsLogin(statuses.get(username)));
  const others = batch.filter(change => !stopping.includes(change));
  return [...dispatches(stopping, true, statuses), ...dispatches(others, false, statuses)];
}

function dispatches(
  changes: readonly ChangedUsername[],
  stops: boolean,
  statuses: ReadonlyMap<string, RecordStatus>,
): Dispatch[] {
  return inEvents(changes).map(part => {
    const origins = part.flatMap(({ username, origin }) => {
      const correlationId = requestIdOf(origin, statuses.get(username));
      return origin ? { ...origin, ...(correlationId !== undefined && { correlationId }) } : [];
    });
    return {
      event: {
        usernames: part.map(({ username }) => username),
        cause: "stream",
        correlationId: part[0]?.eventId ?? "none",
        retryCount: 0,
        ...(origins.length > 0 && { origins }),
      },
      sequenceNumbers: part.flatMap(({ sequenceNumbers }) => sequenceNumbers),
      stops,
    };
  });
}
