import { isThrottled, statusOf } from "../../shared/throttled";
import { ReconcilerError } from "./errors";

const SERVER_ERROR = 500;

/** What the SDK adds to an error that is an answer of the service. */
interface Answer {
  $fault?: "client" | "server";
}

/**
 * Whether the call may have taken effect, or may still: there was no answer (a timeout, a broken connection), or the
 * answer was a server error, which says nothing about what was done.
 */
export function mayHaveTakenEffect(error: unknown): boolean {
  if (isThrottled(error) || error instanceof ReconcilerError) return false; // ours are about an answer
  const { $fault } = (error ?? {}) as Answer;
  if ($fault === "server") return true;
  const status = statusOf(error);
  return status === undefined ? $fault === undefined : status >= SERVER_ERROR;
}
