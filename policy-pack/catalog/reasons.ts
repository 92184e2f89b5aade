import { DataError, parseTsv, readDataFile, requireDate } from "./tsv";

/** What AWS offers no narrower choice for, with the reason and source, by name. */
export type Reasons = ReadonlyMap<string, { readonly reason: string; readonly source: string }>;

/** Actions that may use Resource "*". */
export function loadUnscopedActions(): Reasons {
  return parseReasons(
    readDataFile("unscoped-actions.tsv"),
    "unscoped-actions.tsv",
    "action",
    /^[a-z0-9-]+:[A-Za-z0-9]+$/,
  );
}

/** Services a trust policy may name without a source condition. */
export function loadServicesWithoutSource(): Reasons {
  return parseReasons(
    readDataFile("services-without-source.tsv"),
    "services-without-source.tsv",
    "service",
    /^[a-z0-9.-]+\.amazonaws\.com$/,
  );
}

/** Policies of AWS that may be attached. */
export function loadManagedPolicies(): Reasons {
  return parseReasons(readDataFile("managed-policies.tsv"), "managed-policies.tsv", "policy", /^\w+$/);
}

/** Resource patterns an action may use, as `action resource`. */
export function loadBroadResources(): Reasons {
  return parseReasons(
    readDataFile("broad-resources.tsv"),
    "broad-resources.tsv",
    "pattern",
    /^[a-z0-9-]+:[A-Za-z0-9]+ [\w:/-]+\*$/,
  );
}

/** @throws DataError that names the row without a reason, or with a pattern as its name */
export function parseReasons(text: string, file: string, column: string, name: RegExp): Reasons {
  const columns = [column, "reason", "source", "checked"] as const;
  const entries = parseTsv<string>(text, file, columns).map(
    ({ at, cells }): [string, { reason: string; source: string }] => {
      const { reason = "", source = "", checked = "" } = cells;
      const key = cells[column] ?? "";
      if (!name.test(key))
        throw new DataError(`${at}: ${column} is "${key}": must be one ${column} without wildcards`);
      if (reason.length < 20 || !source.startsWith("https://"))
        throw new DataError(`${at}: ${key} needs a reason and the URL of its source`);
      requireDate({ at, cells: { checked } });
      return [key, { reason, source }];
    },
  );
  return new Map(entries);
}
