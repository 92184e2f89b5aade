import { type Condition, paths } from "./condition";
import { type Monthly, parseMonthly } from "./monthly";
import { parseCondition } from "./parse-condition";
import { isPriceKey } from "./prices";
import { DataError, parseTsv, readDataFile, requireEvidence, type TsvRow } from "./tsv";

type Verdict = (typeof VERDICTS)[number];

/** One row of data/catalog.tsv, which explains its columns. */
export interface CatalogRow {
  readonly type: string;
  readonly when: Condition;
  readonly whenText: string;
  readonly verdict: Verdict;
  readonly component: string;
  readonly price: string;
  readonly unit: string;
  readonly monthly: Monthly;
  readonly costClass: string;
  readonly counter: string;
  readonly allotment: string;
  readonly evidence: string;
  readonly checked: string;
  readonly source: string;
  readonly remedy: string;
  readonly note: string;
}

export interface Catalog {
  readonly rows: readonly CatalogRow[];
  /** The rows of a type; without any, the type is unclassified. */
  rowsOf(type: string): readonly CatalogRow[];
}

const VERDICTS = ["forbid", "counted", "allow", "unclassified"] as const;
const COLUMNS = [
  "type",
  "when",
  "verdict",
  "component",
  "price",
  "unit",
  "usd_month",
  "class",
  "counter",
  "allotment",
  "evidence",
  "checked",
  "source",
  "remedy",
  "note",
] as const;
type CatalogTsvRow = TsvRow<(typeof COLUMNS)[number]>;

/** Rows that need the whole stack are evaluated by a stack rule, the others for each resource. */
export function needsStack(row: CatalogRow): boolean {
  return paths(row.when).some(path => path.startsWith("$") && !OWN_FACTS.has(path));
}

/** Facts that a resource's own inputs imply. */
const OWN_FACTS: ReadonlySet<string> = new Set(["$widgetMetrics"]);

/** Reads and validates the pack's own files. */
export function loadCatalog(): Catalog {
  return parseCatalog(readDataFile("catalog.tsv"), providerTypes());
}

/** The resource types of the provider version the catalog was written for. */
export function providerTypes(): Set<string> {
  return new Set(
    readDataFile("provider-types.txt")
      .split("\n")
      .filter(line => line.startsWith("aws:")),
  );
}

/** @throws DataError that names the invalid row */
export function parseCatalog(text: string, knownTypes: ReadonlySet<string>): Catalog {
  const rows = parseTsv(text, "catalog.tsv", COLUMNS).map(row => readRow(row, knownTypes));
  refuseDuplicates(rows.map(({ at, row }) => ({ at, key: `${row.type} when ${row.whenText}` })));
  return indexRows(rows.map(({ row }) => row));
}

function indexRows(rows: readonly CatalogRow[]): Catalog {
  const byType = new Map<string, CatalogRow[]>();
  for (const row of rows) byType.set(row.type, [...(byType.get(row.type) ?? []), row]);
  const patterns = [...byType.keys()]
    .filter(type => type.includes("*"))
    .map(type => ({ type, pattern: glob(type) }));
  const rowsOf = (type: string): readonly CatalogRow[] => {
    const key = byType.has(type) ? type : patterns.find(({ pattern }) => pattern.test(type))?.type;
    return byType.get(key ?? "") ?? [];
  };
  return { rows, rowsOf };
}

function readRow(tsv: CatalogTsvRow, knownTypes: ReadonlySet<string>): { at: string; row: CatalogRow } {
  const { at, cells } = tsv;
  const where = `${at} (${cells.type})`;
  if (cells.type.startsWith("aws:") && !knownTypes.has(cells.type)) {
    throw new DataError(`${where}: unknown resource type in this version of @pulumi/aws`);
  }
  if (!/^[a-z][\w-]*\*?:[\w*/:.-]+$/.test(cells.type)) throw new DataError(`${where}: not a type token`);
  const monthly = parseMonthly(cells.usd_month);
  if (monthly === undefined) throw new DataError(`${where}: invalid usd_month "${cells.usd_month}"`);
  if (!isOneOf(cells.verdict, VERDICTS))
    throw new DataError(`${where}: verdict "${cells.verdict}" is not one of ${VERDICTS.join(", ")}`);
  if ((cells.verdict === "counted") !== (cells.counter !== ""))
    throw new DataError(`${where}: the verdict counted needs a counter, and no other verdict takes one`);
  if (cells.counter !== "" && !isPriceKey(cells.counter))
    throw new DataError(`${where}: counter "${cells.counter}" is not in prices.tsv`);
  requireEvidence(tsv);
  if (cells.verdict === "allow" && cells.when === "always" && cells.evidence === "N")
    throw new DataError(`${where}: free from memory only; name a source or use the verdict unclassified`);
  if (cells.source.trim() === "" && (cells.verdict === "allow" || cells.verdict === "counted"))
    throw new DataError(
      `${where}: an allowed or counted row needs a source; name it or use the verdict unclassified`,
    );
  const { when, class: costClass, verdict, type, component, price, unit, counter, allotment } = cells;
  const { evidence, checked, source, remedy, note } = cells;
  const row = {
    type,
    when: readCondition(when, where),
    whenText: when,
    verdict,
    component,
    price,
    unit,
    monthly,
    costClass,
  };
  return { at, row: { ...row, counter, allotment, evidence, checked, source, remedy, note } };
}

function readCondition(text: string, where: string): Condition {
  try {
    return parseCondition(text);
  } catch (error) {
    throw new DataError(`${where}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function refuseDuplicates(rows: readonly { at: string; key: string }[]): void {
  const seen = new Map<string, string>();
  for (const { at, key } of rows) {
    const first = seen.get(key);
    if (first !== undefined) throw new DataError(`${at}: duplicate of ${first}: ${key}`);
    seen.set(key, at);
  }
}

function isOneOf<T extends string>(text: string, options: readonly T[]): text is T {
  return (options as readonly string[]).includes(text);
}

function glob(pattern: string): RegExp {
  return new RegExp(
    `^${pattern
      .split("*")
      .map(part => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"))
      .join(".*")}$`,
  );
}
