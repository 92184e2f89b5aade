import { DEFAULT_RETRY, type RetryOptions } from "./delivery/backoff";
import { DEFAULT_POOL, type PoolOptions } from "./delivery/pool";
import { DEFAULT_TIMEOUTS, type Timeouts } from "./delivery/timeouts";
import { configurationError } from "./errors/mailer-error";
import type { MailerOptions } from "./mailer";
import { MAX_TIMER_MS } from "./timing/wait";
import { type Fields, type Shape, Validator } from "./validation/validator";

/** The options as the mailer uses them, defaults included. */
export type CheckedOptions = Omit<MailerOptions, "pool" | "timeouts" | "retry"> & {
  pool: PoolOptions;
  timeouts: Timeouts;
  retry: RetryOptions;
  queueLimit: number;
  maxStreamBytes: number;
};

const DEFAULT_MAX_QUEUED = 10_000;
const DEFAULT_MAX_STREAM_BYTES = 32 * 1024 * 1024;

const isNumber = (value: unknown): value is number => typeof value === "number";
const POSITIVE: Shape = {
  fits: value => isNumber(value) && value > 0,
  expected: "must be a number greater than 0",
};
const POSITIVE_INTEGER: Shape = {
  fits: value => isNumber(value) && Number.isInteger(value) && value > 0,
  expected: "must be an integer greater than 0",
};
const TIMEOUT: Shape = {
  fits: value => isNumber(value) && value > 0 && value <= MAX_TIMER_MS,
  expected: `must be milliseconds, greater than 0 and at most ${MAX_TIMER_MS}`,
};
const DELAY: Shape = {
  fits: value => isNumber(value) && value >= 0 && value <= MAX_TIMER_MS,
  expected: `must be milliseconds, from 0 to ${MAX_TIMER_MS}`,
};
const FUNCTION: Shape = { fits: value => typeof value === "function", expected: "must be a function" };
const LIST: Shape = {
  fits: value => typeof (value as { find?: unknown } | null)?.find === "function",
  expected: "must be a list with a method find",
};
const ANY: Shape = { fits: () => true, expected: "" };
const oneOf = (...words: string[]): Shape => ({
  fits: value => words.includes(value as string),
  expected: `must be ${words.map(word => `"${word}"`).join(" or ")}`,
});

type Shapes = Readonly<Record<string, Shape>>;

const GROUPS: Readonly<Record<string, Shapes>> = {
  pool: { connections: POSITIVE_INTEGER, messagesPerConnection: POSITIVE, idleMs: TIMEOUT },
  timeouts: { connectMs: TIMEOUT, greetingMs: TIMEOUT, socketMs: TIMEOUT, totalMs: TIMEOUT },
  retry: {
    attempts: POSITIVE,
    baseMs: DELAY,
    maxDelayMs: DELAY,
    whenOutcomeUnknown: oneOf("retry", "fail"),
    random: FUNCTION,
  },
  suppression: { list: LIST, whenUnavailable: oneOf("send", "refuse"), timeoutMs: TIMEOUT },
};
const SINGLE: Shapes = {
  messagesPerSecond: POSITIVE,
  queueLimit: POSITIVE,
  maxStreamBytes: POSITIVE,
  credentials: FUNCTION,
  onEvent: FUNCTION,
};
const REQUIRED_OF_SUPPRESSION = ["list", "whenUnavailable"];

/** @throws MailerError `configuration` with all issues */
export function checkOptions(options: MailerOptions): CheckedOptions {
  const validator = new Validator();
  const { pool, timeouts, retry, ...rest } = validator.object("options", options) as MailerOptions;
  const groups: Fields = { pool, timeouts, retry, suppression: rest.suppression };
  checkFields("", rest, { ...SINGLE, suppression: ANY }, validator);
  for (const [group, shapes] of Object.entries(GROUPS)) {
    if (groups[group] === undefined) continue;
    const fields = validator.object(group, groups[group]);
    checkFields(`${group}.`, fields, shapes, validator);
    const required = group === "suppression" ? REQUIRED_OF_SUPPRESSION : [];
    for (const key of required.filter(one => fields[one] === undefined))
      validator.shape(`${group}.${key}`, undefined, shapes[key] ?? ANY);
  }
  if (validator.issues.length > 0) throw configurationError("options of the mailer", validator.issues);
  return {
    ...rest,
    pool: withDefaults(DEFAULT_POOL, pool),
    timeouts: withDefaults(DEFAULT_TIMEOUTS, timeouts),
    retry: withDefaults(DEFAULT_RETRY, retry),
    queueLimit: rest.queueLimit ?? DEFAULT_MAX_QUEUED,
    maxStreamBytes: rest.maxStreamBytes ?? DEFAULT_MAX_STREAM_BYTES,
  };
}

/** A misspelled option would have no effect, and nobody would notice. */
function checkFields(prefix: string, fields: Fields, shapes: Shapes, validator: Validator): void {
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined) continue;
    const shape = Object.hasOwn(shapes, name) ? shapes[name] : undefined;
    if (shape) validator.shape(prefix + name, value, shape);
    else validator.report(prefix + name, "unknown option", `expected ${Object.keys(shapes).join(", ")}`);
  }
}

/** Ignores undefined options, which would otherwise replace a default. */
function withDefaults<Options extends object>(defaults: Options, given: Partial<Options> = {}): Options {
  const set = Object.entries(given).filter(([, value]) => value !== undefined);
  return { ...defaults, ...Object.fromEntries(set) };
}
