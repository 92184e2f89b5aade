/** An event of CloudWatch Logs. */
export interface LogEvent {
  logGroup: string;
  /** Milliseconds since 1970. */
  timestamp: number;
  message: string;
}

/** One entry of a function's log, or of the API's access log. */
export interface LogEntry {
  /** ISO 8601. */
  time: string;
  /** The function, such as `smtp-credential-manager`, or `access log`. */
  source: string;
  level: string;
  message: string;
  /** Everything else that the entry says. */
  fields: Readonly<Record<string, unknown>>;
}

/** Lambda writes lines of its own, such as `Task timed out`, which are not JSON. */
export function entryOf({ logGroup, timestamp, message }: LogEvent): LogEntry {
  const { level, message: text, service, ...fields } = objectIn(message) ?? { message: message.trim() };
  const isAccess = logGroup.startsWith("/aws/vendedlogs/");
  const isMetric = fields._aws !== undefined;
  for (const name of NOISE) Reflect.deleteProperty(fields, name);
  return {
    time: new Date(timestamp).toISOString(),
    source: isAccess ? "access log" : typeof service === "string" ? service : functionIn(logGroup),
    level: typeof level === "string" ? level.toLowerCase() : "info",
    message: typeof text === "string" ? text : isAccess ? requestIn(fields) : isMetric ? "metric" : "",
    fields,
  };
}

/** What identifies the stack and the invocation, and what the columns show already. */
const NOISE = ["timestamp", "time", "stack", "trace_id", "request_id", "requestId", "cold_start", "_aws"];

function objectIn(message: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(message);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

function functionIn(logGroup: string): string {
  const at = logGroup.lastIndexOf("smtp-");
  return at < 0 ? logGroup : logGroup.slice(at);
}

function requestIn({ routeKey, status }: Record<string, unknown>): string {
  return `${String(routeKey)}: ${String(status)}`;
}

/**
 * Whether an entry is about a username or correlation id: one of its values is just that, a part of a path, or the key of
 * a record. A filter pattern alone would find `jane` in an entry about `jane.doe`.
 */
export function isAbout(term: string, { message }: LogEvent): boolean {
  const entry = objectIn(message);
  return entry === undefined ? hasWord(message, term) : isIn(entry, term);
}

function isIn(value: unknown, term: string): boolean {
  if (typeof value === "string") return value === term || partsOf(value).includes(term);
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).some(member => isIn(member, term));
}

/** `/api/credentials/jane`, `USER#jane`, `"jane" is …` */
function partsOf(text: string): string[] {
  const quoted = [...text.matchAll(/"([^"]*)"/g)].map(([, word = ""]) => word);
  const path = text.startsWith("/") ? text.split("/").map(decoded) : [];
  const key = text.startsWith("USER#") ? [text.slice("USER#".length)] : [];
  return [...quoted, ...path, ...key];
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function hasWord(text: string, term: string): boolean {
  return text.split(/[\s",:;()[\]]+/).includes(term);
}
