import { DataError, parseTsv, readDataFile } from "./tsv";

/** Types with a text for each, by token or by a prefix that ends in `*`. */
export interface TypeList {
  /** Undefined for a type no row covers. An exact token wins over a prefix, a longer prefix over a shorter one. */
  textFor(type: string): string | undefined;
}

/** Types a stack may contain, with their purpose. */
export function loadAllowedTypes(): TypeList {
  return parseTypeList(readDataFile("allowed-types.tsv"), "allowed-types.tsv", "purpose");
}

/** Types that hand out access outside roles, with what they hand out. */
export function loadAccessTypes(): TypeList {
  return parseTypeList(readDataFile("access-types.tsv"), "access-types.tsv", "access");
}

/** @throws DataError that names the invalid row */
function parseTypeList(text: string, file: string, column: string): TypeList {
  const exact = new Map<string, string>();
  const prefixes: [string, string][] = [];
  for (const { at, cells } of parseTsv<string>(text, file, ["type", column])) {
    const [type = "", own = ""] = [cells["type"], cells[column]];
    if (!/^aws:[\w-]+\/[\w-]*(\*|:\w+)$/.test(type))
      throw new DataError(`${at}: not a type token or prefix: ${type}`);
    if (own === "") throw new DataError(`${at}: ${type} needs its ${column}`);
    if (type.endsWith("*")) prefixes.push([type.slice(0, -1), own]);
    else exact.set(type, own);
  }
  prefixes.sort(([a], [b]) => b.length - a.length);
  return { textFor: type => exact.get(type) ?? prefixes.find(([prefix]) => type.startsWith(prefix))?.[1] };
}
