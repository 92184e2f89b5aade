import { isObject } from "../resource/path";
import type { Finding, Resource } from "../resource/resource";
import { typeIssue } from "./exception-type";

/** A finding that somebody takes responsibility for, until a date and up to an amount. */
export interface Exception {
  readonly type: string;
  readonly name: string;
  readonly reason: string;
  /** The last day it applies, yyyy-mm-dd. */
  readonly expiry: string;
  readonly maximumUsdPerMonth: number;
}

/** An invalid pack configuration: an invalid exception applies to nothing, and nothing is deployed. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

const KEYS = ["type", "name", "reason", "expiry", "maximumUsdPerMonth"] as const;
const MIN_REASON_LENGTH = 20;

/** The same rules for the engine, which validates a configuration before the pack sees it. */
export const EXCEPTIONS_SCHEMA = {
  properties: {
    exceptions: {
      type: "array" as const,
      description: "Accepted findings; see docs/cost.md.",
      items: {
        type: "object" as const,
        required: [...KEYS],
        additionalProperties: false,
        properties: {
          type: { type: "string" as const, minLength: 1 },
          name: { type: "string" as const, minLength: 1 },
          reason: { type: "string" as const, minLength: MIN_REASON_LENGTH },
          expiry: { type: "string" as const, pattern: "^\\d{4}-\\d{2}-\\d{2}$" },
          maximumUsdPerMonth: { type: "number" as const, minimum: 0 },
        },
      },
    },
  },
};

/**
 * Reads one policy's configuration.
 *
 * @param where the policy's name, for messages
 * @param today yyyy-mm-dd
 * @throws ConfigError with every issue, each naming its key
 */
export function readExceptions(config: unknown, where: string, today: string): Exception[] {
  if (!isObject(config)) throw new ConfigError(`${where}: must be an object with the key exceptions`);
  const unknownKeys = Object.keys(config).filter(key => key !== "exceptions");
  const entries = config["exceptions"] ?? [];
  if (!Array.isArray(entries)) throw new ConfigError(`${where}.exceptions: must be a list`);
  const issues = [
    ...unknownKeys.map(key => `${where}.${key}: unknown key; expected exceptions`),
    ...(entries as unknown[]).flatMap((entry, index) =>
      entryIssues(entry, `${where}.exceptions[${index}]`, today),
    ),
  ];
  if (issues.length > 0) throw new ConfigError(issues.join("\n"));
  return entries as Exception[];
}

/** Whether the exception is for this resource and the finding costs no more than its maximum. */
export function covers(
  exception: Exception,
  resource: Pick<Resource, "type" | "name">,
  finding: Finding,
): boolean {
  return (
    exception.type === resource.type &&
    exception.name === resource.name &&
    (finding.usdPerMonth ?? 0) <= exception.maximumUsdPerMonth
  );
}

function entryIssues(entry: unknown, where: string, today: string): string[] {
  if (!isObject(entry)) return [`${where}: must be an object with ${KEYS.join(", ")}`];
  const unknownKeys = Object.keys(entry).filter(key => !(KEYS as readonly string[]).includes(key));
  return [
    ...unknownKeys.map(key => `${where}.${key}: unknown key; expected ${KEYS.join(", ")}`),
    ...KEYS.flatMap(key => (key in entry ? [] : [`${where}.${key}: missing`])),
    ...("type" in entry ? typeIssues(entry["type"], where) : []),
    ...("name" in entry && !isText(entry["name"])
      ? [`${where}.name: must be the resource's name in the program`]
      : []),
    ...("reason" in entry && !isText(entry["reason"], MIN_REASON_LENGTH)
      ? [`${where}.reason: must be a sentence of at least ${MIN_REASON_LENGTH} characters`]
      : []),
    ...("expiry" in entry ? expiryIssues(entry["expiry"], where, today) : []),
    ...("maximumUsdPerMonth" in entry && !isAmount(entry["maximumUsdPerMonth"])
      ? [`${where}.maximumUsdPerMonth: must be the maximum cost per month in US dollars, 0 or more`]
      : []),
  ];
}

function typeIssues(type: unknown, where: string): string[] {
  const issue = isText(type) ? typeIssue(String(type)) : "must be a type token";
  return issue === undefined ? [] : [`${where}.type: ${issue}`];
}

function expiryIssues(expiry: unknown, where: string, today: string): string[] {
  if (typeof expiry !== "string" || !isDay(expiry)) {
    return [`${where}.expiry: must be a date such as 2027-06-30`];
  }
  return expiry < today
    ? [`${where}.expiry: expired on ${expiry}; remove the exception, or renew it and its reason`]
    : [];
}

/** `2027-02-30` is no date: JavaScript would read it as a day in March. */
function isDay(text: string): boolean {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : Number.NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

function isText(value: unknown, minLength = 1): boolean {
  return typeof value === "string" && value.trim().length >= minLength;
}

function isAmount(value: unknown): boolean {
  return typeof value === "number" && Number.isFinite(value) && value >= 0;
}
