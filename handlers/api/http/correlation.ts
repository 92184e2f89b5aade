import { CORRELATION_ID } from "../../../records/credential";
import type { ApiEvent } from "./event";
import { invalidRequest } from "./problem";

export const CORRELATION_HEADER = "x-correlation-id";

/** The caller's own correlation id, or API Gateway's id of the request. */
export function correlationIdOf({ headers = {}, requestContext }: ApiEvent): string {
  const given = headers[CORRELATION_HEADER];
  return given !== undefined && CORRELATION_ID.test(given) ? given : (requestContext?.requestId ?? "none");
}

/** @throws Problem for an invalid header: the caller would search for an id that appears nowhere */
export function checkCorrelationId({ headers = {} }: ApiEvent): void {
  const given = headers[CORRELATION_HEADER];
  if (given === undefined || CORRELATION_ID.test(given)) return;
  const detail = `${CORRELATION_HEADER} is ${JSON.stringify(given.slice(0, 64))}; use 1 to 64 letters, digits or _.-, or leave it out.`;
  throw invalidRequest([{ detail, header: CORRELATION_HEADER }]);
}
