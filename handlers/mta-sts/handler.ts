import { type Environment, required } from "../shared/environment";
import { createLogger, type Log } from "../shared/logging/logger";
import { identify, observed } from "../shared/observed";
import type { MtaStsEnvironment } from "./environment";

const SERVICE = "smtp-mta-sts";

/** What API Gateway turns into an HTTP response. */
export interface PolicyResponse {
  statusCode: number;
  headers: Record<string, string>;
  body: string;
}

/**
 * Creates `smtp-mta-sts`: returns the MTA-STS policy of the stack's domains, which is the same for all of them, as RFC
 * 8461 §3.2 and 3.3 ask for it: status 200 and text/plain. API Gateway has matched host and path by then.
 *
 * @throws Error that names a missing or invalid variable
 */
export function createHandler(
  environment: Environment<MtaStsEnvironment>,
  log: Pick<Log, "info" | "error"> = createLogger(SERVICE),
) {
  const body: unknown = JSON.parse(required(environment, "MTA_STS_POLICY"));
  if (typeof body !== "string") throw new Error("MTA_STS_POLICY must be a JSON string");
  const headers = { "content-type": "text/plain" };
  return observed(SERVICE, log, (): Promise<PolicyResponse> => {
    identify({ operation: "serve" });
    return Promise.resolve({ statusCode: 200, headers, body });
  });
}
