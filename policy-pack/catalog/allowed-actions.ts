import { DataError, parseTsv, readDataFile } from "./tsv";

/** What else a statement needs for an action: see data/allowed-actions.tsv. */
type ActionNeeds = (typeof NEEDS)[number];

export interface AllowedActions {
  /** Undefined for an action no row covers. Actions compare without case. */
  needsOf(action: string): ActionNeeds | undefined;
}

const NEEDS = ["", "path", "boundary"] as const;
const COLUMNS = ["service", "actions", "needs", "reason"] as const;
const MIN_REASON_LENGTH = 10;

export function loadAllowedActions(): AllowedActions {
  return parseAllowedActions(readDataFile("allowed-actions.tsv"));
}

/** @throws DataError that names the invalid row */
function parseAllowedActions(text: string): AllowedActions {
  const exact = new Map<string, ActionNeeds>();
  const prefixes: [string, ActionNeeds][] = [];
  for (const { at, cells } of parseTsv(text, "allowed-actions.tsv", COLUMNS)) {
    const { service, actions, reason } = cells;
    const needs = NEEDS.find(known => known === cells.needs);
    if (needs === undefined)
      throw new DataError(`${at}: needs is "${cells.needs}": must be path, boundary, or empty`);
    if (reason.length < MIN_REASON_LENGTH) throw new DataError(`${at}: ${service} needs a reason`);
    for (const name of actions.split(" ")) {
      if (!/^[a-z0-9-]+:[A-Za-z]\w*\*?$/.test(`${service}:${name}`))
        throw new DataError(`${at}: "${service}:${name}" is not an action`);
      const action = `${service}:${name}`.toLowerCase();
      if (action.endsWith("*")) prefixes.push([action.slice(0, -1), needs]);
      else exact.set(action, needs);
    }
  }
  return {
    needsOf: action => {
      const own = action.toLowerCase();
      return exact.get(own) ?? prefixes.find(([prefix]) => own.startsWith(prefix))?.[1];
    },
  };
}
