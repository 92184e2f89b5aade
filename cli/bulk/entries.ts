import { parse, stringify } from "yaml";
import { isUsername } from "../../records/credential";
import type { Credential, Inputs } from "../api/credentials";
import { SETTINGS } from "../logins/settings";
import { csvRow, parseCsv } from "./csv";

/** One login in a file. What is absent stays as it is. */
export type Entry = { name: string } & Partial<Inputs>;

export type Format = "csv" | "yaml";

const FIELDS = ["name", "allowedFromAddresses", ...SETTINGS] as const;

type Field = (typeof FIELDS)[number];

const NUMBERS: readonly string[] = ["rotationDays", "rotationGraceDays"];

/** A parsed file, with all of its problems. */
export interface Parsed {
  entries: Entry[];
  problems: string[];
}

/** Reads a list of logins; in CSV, addresses are separated by spaces. */
export function parseEntries(text: string, format: Format): Parsed {
  try {
    const rows = format === "csv" ? rowsOfCsv(text) : (parse(text) as unknown);
    if (!Array.isArray(rows)) return { entries: [], problems: ["the file has no list of logins"] };
    const results = rows.map((row: unknown, index) => entryOf(row, index));
    const entries = results.flatMap(({ entry }) => entry ?? []);
    return { entries, problems: [...results.flatMap(({ problems }) => problems), ...duplicates(entries)] };
  } catch (error) {
    const [reason = ""] = (error as Error).message.split("\n");
    return { entries: [], problems: [reason.replace(/:$/, "")] };
  }
}

function rowsOfCsv(text: string): Record<string, unknown>[] {
  const [header = [], ...rows] = parseCsv(text.replace(/^\ufeff/, ""));
  return rows.map(row =>
    Object.fromEntries(
      row.flatMap((cell, index): [string, unknown][] => {
        const field = header[index] ?? `column ${index + 1}`;
        if (cell === "") return [];
        if (field === "allowedFromAddresses") return [[field, cell.split(/\s+/)]];
        return [[field, NUMBERS.includes(field) ? Number(cell) : cell]];
      }),
    ),
  );
}

function entryOf(row: unknown, index: number): { entry?: Entry; problems: string[] } {
  const place = `entry ${index + 1}`;
  if (typeof row !== "object" || row === null || Array.isArray(row))
    return { problems: [`${place} is not a login`] };
  const { name } = row as { name?: unknown };
  const label = typeof name === "string" ? JSON.stringify(name) : place;
  const problems = Object.entries(row).flatMap(([field, value]) => problemOf(field, value) ?? []);
  if (name === undefined) problems.push("name: missing");
  if (problems.length > 0) return { problems: problems.map(problem => `${label}: ${problem}`) };
  return { entry: row as Entry, problems: [] };
}

function problemOf(field: string, value: unknown): string | undefined {
  const shown = JSON.stringify(value).slice(0, 80);
  switch (field as Field) {
    case "name":
      return typeof value === "string" && isUsername(value)
        ? undefined
        : `name: ${shown} is not a valid username`;
    case "allowedFromAddresses": {
      const isList =
        Array.isArray(value) && value.length > 0 && value.every(each => typeof each === "string");
      return isList ? undefined : `allowedFromAddresses: ${shown} is not a list of addresses`;
    }
    case "rotationDays":
    case "rotationGraceDays":
      return typeof value === "number" && value >= 0
        ? undefined
        : `${field}: ${shown} is not a number of days`;
    case "description":
    case "ownerEmail":
    case "mailbox":
    case "validUntil":
      return typeof value === "string" ? undefined : `${field}: ${shown} is not text`;
    default:
      return `${field}: unknown field; expected ${FIELDS.join(", ")}`;
  }
}

function duplicates(entries: readonly Entry[]): string[] {
  const names = entries.map(({ name }) => name);
  const twice = new Set(names.filter((name, index) => names.indexOf(name) !== index));
  return [...twice].map(name => `${JSON.stringify(name)}: is in the file more than once`);
}

/** The settings of each login, as a file that changes nothing when it is applied. */
export function entriesText(credentials: readonly Credential[], format: Format): string {
  const entries = credentials.map(credential => {
    const fields = FIELDS.map(field => [field, credential[field]] as const);
    return Object.fromEntries(
      fields.filter(([, value]) => value !== undefined && value !== "" && !isEmptyList(value)),
    );
  });
  if (format === "yaml") return stringify(entries, { lineWidth: 0 });
  const cell = (value: string | number | string[] | undefined) =>
    Array.isArray(value) ? value.join(" ") : value === undefined ? "" : String(value);
  return (
    [FIELDS, ...entries.map(entry => FIELDS.map(field => cell(entry[field])))]
      .map(row => csvRow(row))
      .join("\n") + "\n"
  );
}

/** Of a login that sends by receiving rules alone. */
function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

/** What applying an entry changes. */
export interface PlannedChange {
  name: string;
  action: "create" | "change" | "none";
  /** The fields that change, with their new values. */
  fields: Partial<Inputs>;
  /** The values that these fields have now. */
  before: Partial<Inputs>;
  problem?: string;
}

export function planOf(entries: readonly Entry[], existing: readonly Credential[]): PlannedChange[] {
  const known = new Map(existing.map(credential => [credential.name, credential]));
  return entries.map(({ name, ...inputs }) => {
    const current = known.get(name);
    if (current === undefined) {
      const problem =
        inputs.allowedFromAddresses || inputs.mailbox ? undefined : "a new login needs allowedFromAddresses";
      return { name, action: "create", fields: inputs, before: {}, ...(problem && { problem }) };
    }
    const changed = Object.entries(inputs).filter(
      ([field, value]) => JSON.stringify(value) !== JSON.stringify(current[field as keyof Inputs]),
    );
    const before = changed.map(([field]) => [field, current[field as keyof Inputs]]);
    return {
      name,
      action: changed.length > 0 ? "change" : "none",
      fields: Object.fromEntries(changed),
      before: Object.fromEntries(before) as Partial<Inputs>,
    };
  });
}
