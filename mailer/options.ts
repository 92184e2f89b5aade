import { DEFAULT_RETRY, type RetryOptions } from "./delivery/backoff";
import { DEFAULT_POOL, type PoolOptions } from "./delivery/pool";
import { DEFAULT_TIMEOUTS, LONGEST_MS, type Timeouts } from "./delivery/timing";
import { configurationError, type Fault } from "./errors/mailer-error";
import type { MailerOptions } from "./mailer";

/** The options as the mailer uses them: what was not given has its default. */
export type CheckedOptions = Omit<MailerOptions, "pool" | "timeouts" | "retry"> & {
  pool: PoolOptions;
  timeouts: Timeouts;
  retry: RetryOptions;
  queueLimit: number;
  maxStreamBytes: number;
};

const QUEUE_LIMIT = 10_000;
const MAX_STREAM_BYTES = 32 * 1024 * 1024;

/** What a value must be; `fits` decides. */
interface Shape {
  fits(value: unknown): boolean;
  words: string;
}

const isNumber = (value: unknown): value is number => typeof value === "number";
const AMOUNT: Shape = { fits: value => isNumber(value) && value > 0, words: "must be a number above 0" };
const WHOLE: Shape = {
  fits: value => isNumber(value) && Number.isInteger(value) && value > 0,
  words: "must be a whole number above 0",
};
const TIME: Shape = {
  fits: value => isNumber(value) && value > 0 && value <= LONGEST_MS,
  words: `must be milliseconds, above 0 and up to ${LONGEST_MS}`,
};
const PAUSE: Shape = {
  fits: value => isNumber(value) && value >= 0 && value <= LONGEST_MS,
  words: `must be milliseconds, 0 to ${LONGEST_MS}`,
};
const FUNCTION: Shape = { fits: value => typeof value === "function", words: "must be a function" };
const LIST: Shape = {
  fits: value => typeof (value as { find?: unknown } | null)?.find === "function",
  words: "must be a list with a method find",
};
const oneOf = (...words: string[]): Shape => ({
  fits: value => words.includes(value as string),
  words: `must be ${words.map(word => `"${word}"`).join(" or ")}`,
});

type Shapes = Readonly<Record<string, Shape>>;

const GROUPS: Readonly<Record<string, Shapes>> = {
  pool: { connections: WHOLE, messagesPerConnection: AMOUNT, idleMs: TIME },
  timeouts: { connectMs: TIME, greetingMs: TIME, socketMs: TIME, totalMs: TIME },
  retry: {
    attempts: AMOUNT,
    baseMs: PAUSE,
    mostMs: PAUSE,
    whenOutcomeUnknown: oneOf("retry", "fail"),
    random: FUNCTION,
  },
  suppression: { list: LIST, whenUnavailable: oneOf("send", "refuse"), timeoutMs: TIME },
};
const SINGLE: Shapes = {
  messagesPerSecond: AMOUNT,
  queueLimit: AMOUNT,
  maxStreamBytes: AMOUNT,
  credentials: FUNCTION,
  onEvent: FUNCTION,
};
const SUPPRESSION_NEEDS = ["list", "whenUnavailable"];

/** @throws MailerError `configuration` with all faults */
export function checkOptions(options: MailerOptions): CheckedOptions {
  const faults: Fault[] = [];
  const { pool, timeouts, retry, ...rest } = readObject("options", options, faults) as MailerOptions;
  checkFields("", rest, { ...SINGLE, suppression: { fits: () => true, words: "" } }, faults);
  for (const [group, shapes] of Object.entries(GROUPS)) {
    const given = (options as Readonly<Record<string, unknown>> | null)?.[group];
    if (given === undefined) continue;
    const fields = readObject(group, given, faults);
    checkFields(`${group}.`, fields, shapes, faults);
    const needed = group === "suppression" ? SUPPRESSION_NEEDS : [];
    for (const key of needed.filter(one => fields[one] === undefined))
      faults.push({ key: `${group}.${key}`, message: `is missing: it ${shapes[key]?.words}` });
  }
  if (faults.length > 0) throw configurationError("The mailer's options", faults);
  return {
    ...rest,
    pool: filled(DEFAULT_POOL, pool),
    timeouts: filled(DEFAULT_TIMEOUTS, timeouts),
    retry: filled(DEFAULT_RETRY, retry),
    queueLimit: rest.queueLimit ?? QUEUE_LIMIT,
    maxStreamBytes: rest.maxStreamBytes ?? MAX_STREAM_BYTES,
  };
}

function readObject(key: string, value: unknown, faults: Fault[]): Readonly<Record<string, unknown>> {
  if (typeof value === "object" && value !== null) return value as Readonly<Record<string, unknown>>;
  faults.push({ key, message: "must be an object" });
  return {};
}

/** A misspelt option would have no effect, and nobody would know. */
function checkFields(
  prefix: string,
  fields: Readonly<Record<string, unknown>>,
  shapes: Shapes,
  faults: Fault[],
): void {
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined) continue;
    const key = `${prefix}${name}`;
    const shape = Object.hasOwn(shapes, name) ? shapes[name] : undefined;
    if (!shape) faults.push({ key, message: `is no option: there are ${Object.keys(shapes).join(", ")}` });
    else if (!shape.fits(value)) faults.push({ key, message: `${shape.words}, and is ${described(value)}` });
  }
}

function described(value: unknown): string {
  return typeof value === "string" ? JSON.stringify(value) : isNumber(value) ? String(value) : typeof value;
}

/** Without the undefined ones, which would otherwise take a default's place. */
function filled<Options extends object>(defaults: Options, given: Partial<Options> = {}): Options {
  const named = Object.entries(given).filter(([, value]) => value !== undefined);
  return { ...defaults, ...Object.fromEntries(named) };
}
