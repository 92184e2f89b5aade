import { isObject } from "../resource/path";
import { UNKNOWN } from "../resource/plain";
import { duplicateInText } from "../privilege/json";

/** States in which a rule also receives every read of the account's resources. */
const MANAGEMENT_EVENTS = "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS";

/**
 * What is wrong with a rule's events: a pattern must name its sources as plain strings, because a rule without one, or
 * with `prefix`, `anything-but`, or `exists`, matches whatever happens in the account. Undefined if nothing is.
 */
export function patternIssue(pattern: unknown, state: unknown): string | undefined {
  if (state === MANAGEMENT_EVENTS)
    return `matches every management event (state ${MANAGEMENT_EVENTS}); set state to "ENABLED"`;
  if (pattern === undefined || pattern === null || pattern === "" || pattern === UNKNOWN) return undefined;
  const parsed = typeof pattern === "string" ? parse(pattern) : pattern;
  if (!isObject(parsed)) return "has an event pattern that cannot be parsed; use a JSON object";
  const duplicate = typeof pattern === "string" ? duplicateInText(pattern) : undefined;
  if (duplicate !== undefined) return `has the key "${duplicate}" twice in its event pattern; keep one`;
  const sources = parsed["source"];
  if (sources === UNKNOWN) return undefined;
  if (Array.isArray(sources) && sources.length > 0 && (sources as unknown[]).every(isExact)) return undefined;
  return 'matches events of any source; name the sources in its event pattern, such as "source": ["aws.ses"]';
}

function isExact(source: unknown): boolean {
  return source === UNKNOWN || (typeof source === "string" && /^[\w.-]+$/.test(source));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined; // reported above
  }
}
