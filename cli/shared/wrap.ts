/** Where the width of the output is unknown, as in a pipe. */
export const USUAL_COLUMNS = 80;

/** In a narrower terminal, it is the terminal that breaks lines. */
const MIN_COLUMNS = 40;

/** The least that must be left beside an indent; else the next lines have none. */
export const MIN_BESIDE_INDENT = 24;

/**
 * Breaks long lines between words, never inside one: a URL, an address, a password or a command in backquotes stays
 * in one piece even if it is longer than a line, so that it can be copied.
 *
 * The rest of a step ("  1. ") or of a field ("name  value") is indented like its beginning.
 *
 * @param columns of the terminal
 */
export function wrapLines(text: string, columns: number): string {
  const width = Math.max(columns, MIN_COLUMNS);
  return text
    .split("\n")
    .flatMap(line => (line.length <= width ? [line] : wrapLine(line, width)))
    .join("\n");
}

function wrapLine(line: string, width: number): string[] {
  const begin = /^ *\d+\. |^ *[^ ]+(?: [^ ]+)*? {2,}|^ */.exec(line)?.[0] ?? "";
  const indent = begin.length > width - MIN_BESIDE_INDENT ? 0 : begin.length;
  return wrapWords(begin, line.slice(begin.length), width, indent);
}

/** @param begin of the first line @param indent of the others */
export function wrapWords(begin: string, text: string, width: number, indent = begin.length): string[] {
  const lines: string[] = [];
  let current = begin;
  for (const [index, word] of (text.match(WORD) ?? []).entries()) {
    if (index > 0 && (current + word).length > width) {
      lines.push(current);
      current = " ".repeat(indent) + word.trimStart();
    } else current += word;
  }
  return [...lines, current];
}

/** The length of the longest part that is never broken. */
export function longestWord(text: string): number {
  return Math.max(0, ...(text.match(WORD) ?? []).map(word => word.trimStart().length));
}

/** With the spaces before it. */
const WORD = / *(?:`[^`]*`|[^ ])+/g;
