import { isObject } from "../resource/path";
import type { Finding, Resource } from "../resource/resource";
import { typeFault } from "./exception-type";

/** A finding that somebody answers for, for a time and up to an amount. */
export interface Exception {
  readonly type: string;
  readonly name: string;
  readonly reason: string;
  /** The last day it holds, yyyy-mm-dd. */
  readonly expiry: string;
  readonly maximumUsdPerMonth: number;
}

/** A fault in the pack's configuration: an exception with one holds for nothing, and nothing is made. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

const KEYS = ["type", "name", "reason", "expiry", "maximumUsdPerMonth"] as const;

/** The same for the engine, which checks a configuration before the pack sees it. */
export const EXCEPTIONS_SCHEMA = {
  properties: {
    exceptions: {
      type: "array" as const,
      description: "Findings that somebody answers for; see docs/cost.md.",
      items: {
        type: "object" as const,
        required: [...KEYS],
        additionalProperties: false,
        properties: {
          type: { type: "string" as const, minLength: 1 },
          name: { type: "string" as const, minLength: 1 },
          reason: { type: "string" as const, minLength: 20 },
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
 * @throws ConfigError with every fault, each naming its key
 */
export function readExceptions(config: unknown, where: string, today: string): Exception[] {
  if (!isObject(config)) throw new ConfigError(`${where}: write an object with exceptions`);
  const unknownKeys = Object.keys(config).filter(key => key !== "exceptions");
  const entries = config["exceptions"] ?? [];
  if (!Array.isArray(entries)) throw new ConfigError(`${where}.exceptions: write a list`);
  const faults = [
    ...unknownKeys.map(key => `${where}.${key}: there is no such key; the only one is exceptions`),
    ...(entries as unknown[]).flatMap((entry, index) =>
      entryFaults(entry, `${where}.exceptions[${index}]`, today),
    ),
  ];
  if (faults.length > 0) throw new ConfigError(faults.join("\n"));
  return entries as Exception[];
}

/** Covers what the exception names, and no more than its maximum. */
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

function entryFaults(entry: unknown, where: string, today: string): string[] {
  if (!isObject(entry)) return [`${where}: write an object with ${KEYS.join(", ")}`];
  const unknownKeys = Object.keys(entry).filter(key => !(KEYS as readonly string[]).includes(key));
  return [
    ...unknownKeys.map(key => `${where}.${key}: there is no such key; the keys are ${KEYS.join(", ")}`),
    ...KEYS.flatMap(key => (key in entry ? [] : [`${where}.${key}: missing`])),
    ...("type" in entry ? typeFaults(entry["type"], where) : []),
    ...("name" in entry && !isText(entry["name"])
      ? [`${where}.name: write the resource's name in the program`]
      : []),
    ...("reason" in entry && !isText(entry["reason"], 20)
      ? [`${where}.reason: write a sentence of 20 characters or more`]
      : []),
    ...("expiry" in entry ? expiryFaults(entry["expiry"], where, today) : []),
    ...("maximumUsdPerMonth" in entry && !isAmount(entry["maximumUsdPerMonth"])
      ? [`${where}.maximumUsdPerMonth: write the most it may cost, 0 or more`]
      : []),
  ];
}

function typeFaults(type: unknown, where: string): string[] {
  const fault = isText(type) ? typeFault(String(type)) : "write a type token";
  return fault === undefined ? [] : [`${where}.type: ${fault}`];
}

function expiryFaults(expiry: unknown, where: string, today: string): string[] {
  if (typeof expiry !== "string" || !isDay(expiry)) {
    return [`${where}.expiry: write a date such as 2027-06-30`];
  }
  return expiry < today
    ? [`${where}.expiry: expired on ${expiry}: remove the exception, or renew it with its reason`]
    : [];
}

/** `2027-02-30` is none: it would be read as a day in March. */
function isDay(text: string): boolean {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : Number.NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

function isText(value: unknown, least = 1): boolean {
  return typeof value === "string" && value.trim().length >= least;
}

function isAmount(value: unknown): boolean {
  return typeof value === "number" && Number.isFinite(value) && value >= 0;
}
