/** What is wrong with a document; undefined if X-Ray takes it. */
export type Problem = string | undefined;

/** A check of one value. */
type Rule = (value: unknown) => Problem;

const MAX_TEXT = 250;

const flag: Rule = value => (typeof value === "boolean" ? undefined : "is not a boolean");
const integer: Rule = value => (Number.isSafeInteger(value) ? undefined : "is not a whole number");
const seconds: Rule = value =>
  typeof value === "number" && value > 1e9 && value < 1e10 ? undefined : "is not a time in seconds";
const text: Rule = value =>
  typeof value === "string" && value.length <= MAX_TEXT
    ? undefined
    : `is not a string of at most ${MAX_TEXT}`;
const matching =
  (pattern: RegExp): Rule =>
  value =>
    typeof value === "string" && pattern.test(value) ? undefined : `does not match ${String(pattern)}`;
const listOf =
  (rule: Rule): Rule =>
  value =>
    Array.isArray(value) ? firstProblem(value.map(rule)) : "is not a list";
const id = matching(/^[0-9a-f]{16}$/);

/** An object with these fields only. */
function objectOf(fields: Readonly<Record<string, Rule>>, required: readonly string[] = []): Rule {
  return value => {
    if (!isObject(value)) return "is not an object";
    const missing = required.find(name => value[name] === undefined);
    if (missing !== undefined) return `has no ${missing}`;
    return firstProblem(
      Object.entries(value).map(([name, member]) => {
        const rule = Object.hasOwn(fields, name) ? fields[name] : undefined;
        if (rule === undefined) return `has the unknown field ${name}`;
        const problem = rule(member);
        return problem && `${name} ${problem}`;
      }),
    );
  };
}

/** https://docs.aws.amazon.com/xray/latest/devguide/xray-sdk-nodejs-segment.html#xray-sdk-nodejs-segment-annotations */
const annotations: Rule = value => {
  if (!isObject(value)) return "is not an object";
  return firstProblem(
    Object.entries(value).map(([key, member]) => {
      if (!/^\w{1,500}$/.test(key)) return `has the key ${JSON.stringify(key)}, which X-Ray drops`;
      const isValue = typeof member === "number" || typeof member === "boolean";
      return isValue || (typeof member === "string" && member.length <= 1_000)
        ? undefined
        : `has an invalid value for ${key}`;
    }),
  );
};

const http = objectOf({
  request: objectOf({ method: text, url: text, user_agent: text, client_ip: text, traced: flag }),
  response: objectOf({ status: integer, content_length: integer }),
});

const cause = objectOf({
  exceptions: listOf(
    objectOf({ id, type: text, message: text, remote: flag, truncated: integer, cause: id }, ["id"]),
  ),
});

/** What all documents may have. */
const COMMON = {
  id,
  name: matching(/^[\p{L}\p{N}\s_.:/%&#=+\\\-@]{1,200}$/u),
  start_time: seconds,
  end_time: seconds,
  in_progress: flag,
  trace_id: matching(/^1-[0-9a-f]{8}-[0-9a-f]{24}$/),
  parent_id: id,
  http,
  cause,
  annotations,
  error: flag,
  fault: flag,
  throttle: flag,
};

const subsegment = objectOf(
  {
    ...COMMON,
    type: matching(/^subsegment$/),
    namespace: matching(/^(aws|remote)$/),
    // `retries` is in AWS's examples of documents, and not in its list of fields.
    aws: objectOf({
      ...{ operation: text, account_id: text, region: text, request_id: text, retries: integer },
      ...{ table_name: text, queue_url: text },
    }),
  },
  ["id", "name", "start_time", "trace_id", "parent_id", "type"],
);

const segment = objectOf(
  { ...COMMON, origin: text, aws: objectOf({ function_arn: text, request_id: text }) },
  ["id", "name", "start_time", "trace_id"],
);

/** The farthest that a time may be ahead, which X-Ray takes for a clock that is wrong. */
const MAX_AHEAD_S = 60;

/**
 * Checks a document as strictly as the page that describes them allows:
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-api-segmentdocuments.html. Fields that none of the functions
 * should send (`metadata`, `sql`, `user`, messages with a stack) are unknown here, although X-Ray takes them.
 */
export function problemOf(document: unknown, now: number): Problem {
  if (!isObject(document)) return "is not an object";
  const problem = (document.type === undefined ? segment : subsegment)(document);
  if (problem !== undefined) return problem;
  const { start_time, end_time, in_progress, throttle, error } = document as Record<string, number | boolean>;
  if ((end_time === undefined) !== (in_progress === true)) return "has not one of end_time and in_progress";
  if (end_time !== undefined && end_time < (start_time ?? 0)) return "ends before it starts";
  if (Number(end_time ?? start_time) > now / 1000 + MAX_AHEAD_S) return "is in the future";
  return throttle === true && error !== true ? "is throttled, but no error" : undefined;
}

function firstProblem(problems: readonly Problem[]): Problem {
  return problems.find(problem => problem !== undefined);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
