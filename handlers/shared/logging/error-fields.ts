import { isThrottled } from "../throttled";
import { redacted } from "./redact";

/** What an entry says of an error. Errors of the SDK also carry the request and its headers: these are never read. */
export interface ErrorFields {
  name: string;
  /** What tells errors of one name apart, such as a failure's code or `ECONNRESET`. */
  code?: string;
  message: string;
  /** Whether the same call may succeed later; absent if it is unknown. */
  retryable?: boolean;
  /** What a person can do. */
  remedy?: string;
}

const CODE = /^[\w.-]{1,64}$/;

export function errorFields(error: unknown): ErrorFields {
  if (typeof error !== "object" || error === null)
    return { name: "Unknown", message: redacted(typeof error === "string" ? error : typeof error) };
  const { name, message, code, remedy } = error as Partial<Record<string, unknown>>;
  const retryable = isRetryable(error);
  return {
    name: typeof name === "string" && CODE.test(name) ? name : "Unknown",
    ...(typeof code === "string" && CODE.test(code) && { code }),
    message: redacted(typeof message === "string" ? message : ""),
    ...(retryable !== undefined && { retryable }),
    ...(typeof remedy === "string" && { remedy: redacted(remedy) }),
  };
}

/** What the SDK marks errors with: https://smithy.io/2.0/spec/behavior-traits.html#retryable-trait. */
function isRetryable(error: object): boolean | undefined {
  const { retryable, $retryable, $fault } = error as Partial<Record<string, unknown>>;
  if (typeof retryable === "boolean") return retryable;
  if ($retryable !== undefined || $fault === "server" || isThrottled(error)) return true;
  return $fault === "client" ? false : undefined;
}

/**
 * An error that Lambda may log and send to a destination: its runtime writes every property of what a handler throws
 * (https://docs.aws.amazon.com/lambda/latest/dg/nodejs-exceptions.html).
 *
 * @returns the error itself if it has nothing beside name, message and stack
 */
export function withoutSecrets(error: unknown): Error {
  const { name, message } = errorFields(error);
  if (error instanceof Error && error.name === name && error.message === message && isBare(error))
    return error;
  const safe = new Error(message);
  safe.name = name;
  const frames = error instanceof Error ? (error.stack?.match(/^\s+at .*$/gm) ?? []) : [];
  safe.stack = [`${name}: ${message}`, ...frames].join("\n");
  return safe;
}

function isBare(error: Error): boolean {
  return Object.keys(error).every(property => property === "name") && error.cause === undefined;
}
