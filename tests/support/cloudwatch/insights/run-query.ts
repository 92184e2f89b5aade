import { isRecord } from "../../../../sandbox/provider/properties";
import { aggregate, type Aggregation, parseAggregations } from "./aggregations";
import {
  type Expression,
  type Fields,
  isTrue,
  order,
  parseExpression,
  timeText,
  type Value,
} from "./expressions";
import { type Token, tokenize, TokenReader, UnsupportedQuery } from "./tokens";

/** An entry of a log group. */
export interface LogEntry {
  readonly group: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly message: string;
}

/** Rows in order; each has the columns that the query names. */
export interface QueryResult {
  readonly columns: readonly string[];
  readonly rows: readonly Fields[];
}

interface State {
  rows: Fields[];
  columns: readonly string[];
}

/** Without a limit: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Limit.html. */
const MAX_ROWS = 10_000;

/**
 * Runs a query of CloudWatch Logs Insights on log entries: the commands SOURCE, fields, filter, stats, sort, limit and
 * display, with the functions that the program's queries use
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html).
 *
 * @throws UnsupportedQuery for everything else
 */
export function runQuery(query: string, entries: readonly LogEntry[]): QueryResult {
  const commands = splitCommands(tokenize(query));
  const sources = commands.filter(isSource).map(command => command[1]?.text);
  const searched = sources.length === 0 ? entries : entries.filter(({ group }) => sources.includes(group));
  const state: State = { rows: searched.map(fieldsOf), columns: ["@timestamp", "@message"] };
  for (const command of commands.filter(each => !isSource(each))) run(command, state);
  return { columns: state.columns, rows: state.rows.slice(0, MAX_ROWS) };
}

function isSource(command: readonly Token[]): boolean {
  return command[0]?.text === "SOURCE" && command.length === 2;
}

function splitCommands(tokens: readonly Token[]): Token[][] {
  const commands: Token[][] = [[]];
  for (const token of tokens)
    if (token.kind === "symbol" && token.text === "|") commands.push([]);
    else commands.at(-1)?.push(token);
  return commands;
}

function run(command: readonly Token[], state: State): void {
  const reader = new TokenReader(command);
  const name = reader.takeKind("word");
  switch (name) {
    case "filter": {
      const condition = parseExpression(reader);
      state.rows = state.rows.filter(row => isTrue(condition(row)));
      break;
    }
    case "fields":
      select(reader, state);
      break;
    case "display":
      state.columns = parseNames(reader);
      break;
    case "stats":
      group(parseAggregations(reader), reader, state);
      break;
    case "sort":
      sort(reader, state);
      break;
    case "limit":
      state.rows = state.rows.slice(0, Number(reader.takeKind("number")));
      break;
    default:
      throw new UnsupportedQuery(`unknown command ${name}`);
  }
  if (reader.peek() !== undefined)
    throw new UnsupportedQuery(`unexpected ${reader.peek()?.text ?? ""} after ${name}`);
}

function select(reader: TokenReader, state: State): void {
  const columns: [name: string, expression: Expression][] = [];
  do {
    const start = reader.peek()?.text ?? "";
    const expression = parseExpression(reader);
    columns.push([reader.accept("as") ? reader.takeKind("word") : start, expression]);
  } while (reader.accept(","));
  state.rows = state.rows.map(row => ({
    ...row,
    ...Object.fromEntries(columns.map(([name, expression]) => [name, expression(row)])),
  }));
  state.columns = columns.map(([name]) => name);
}

function group(aggregations: readonly Aggregation[], reader: TokenReader, state: State): void {
  const keys = reader.accept("by") ? parseNames(reader) : [];
  const groups = new Map<string, Fields[]>();
  for (const row of state.rows) {
    const key = JSON.stringify(keys.map(name => row[name] ?? null));
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  state.rows = [...groups.values()].map(rows => ({
    ...Object.fromEntries(keys.map(name => [name, rows[0]?.[name]])),
    ...Object.fromEntries(aggregations.map(each => [each.name, aggregate(each, rows)])),
  }));
  state.columns = [...keys, ...aggregations.map(({ name }) => name)];
}

function sort(reader: TokenReader, state: State): void {
  const keys: [name: string, direction: number][] = [];
  do {
    const name = reader.takeKind("word");
    if (reader.accept("desc")) keys.push([name, -1]);
    else {
      reader.accept("asc");
      keys.push([name, 1]);
    }
  } while (reader.accept(","));
  state.rows = [...state.rows].sort((one, other) => {
    for (const [name, direction] of keys) {
      const result = order(one[name], other[name]) * direction;
      if (result !== 0) return result;
    }
    return 0;
  });
}

function parseNames(reader: TokenReader): string[] {
  const names = [reader.takeKind("word")];
  while (reader.accept(",")) names.push(reader.takeKind("word"));
  return names;
}

/** The fields that Insights finds in an entry: those of JSON at every depth, with dots between, and its own. */
function fieldsOf({ group: log, at, message }: LogEntry): Fields {
  const fields: Record<string, Value> = { "@timestamp": timeText(at), "@message": message, "@log": log };
  try {
    flatten(JSON.parse(message) as unknown, "", fields);
  } catch {
    // Not JSON: it has only Insights' own fields.
  }
  return fields;
}

function flatten(value: unknown, path: string, fields: Record<string, Value>): void {
  if (Array.isArray(value))
    for (const [index, each] of value.entries()) flatten(each, join(path, String(index)), fields);
  else if (isRecord(value))
    for (const [name, each] of Object.entries(value)) flatten(each, join(path, name), fields);
  else if (path !== "" && value !== null && value !== undefined)
    fields[path] = typeof value === "number" || typeof value === "string" ? value : JSON.stringify(value);
}

function join(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}
