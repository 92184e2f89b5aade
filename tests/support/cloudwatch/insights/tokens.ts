/** A query that the evaluator does not understand: it guesses nothing. */
export class UnsupportedQuery extends Error {}

export interface Token {
  readonly kind: "word" | "number" | "string" | "regex" | "symbol";
  readonly text: string;
}

const TOKEN =
  /\s+|#[^\n]*|(?<number>\d+(?:\.\d+)?(?![\w.]))|(?<duration>\d+[smhdw]\b)|(?<word>[@A-Za-z_][\w@.]*)|"(?<double>(?:[^"\\]|\\.)*)"|'(?<single>(?:[^'\\]|\\.)*)'|(?<symbol><=|>=|!=|=~|[=<>|,()[\]*+\-%])|(?<slash>\/)/y;

/** A slash begins a pattern after these, and divides elsewhere. */
const BEFORE_PATTERN = new Set(["like", "=~"]);

/** @throws UnsupportedQuery at a character that has no meaning */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  for (let position = 0; position < text.length;) {
    TOKEN.lastIndex = position;
    const groups = TOKEN.exec(text)?.groups;
    if (groups === undefined)
      throw new UnsupportedQuery(`unexpected ${JSON.stringify(text.slice(position, position + 20))}`);
    position = TOKEN.lastIndex;
    const { number, duration, word, double, single, symbol, slash } = groups;
    if (number !== undefined) tokens.push({ kind: "number", text: number });
    else if (duration !== undefined) tokens.push({ kind: "word", text: duration });
    else if (word !== undefined) tokens.push({ kind: "word", text: word });
    else if (double !== undefined || single !== undefined)
      tokens.push({ kind: "string", text: (double ?? single ?? "").replace(/\\(.)/g, "$1") });
    else if (symbol !== undefined) tokens.push({ kind: "symbol", text: symbol });
    else if (slash !== undefined) {
      if (!BEFORE_PATTERN.has(tokens.at(-1)?.text ?? "")) {
        tokens.push({ kind: "symbol", text: "/" });
        continue;
      }
      const pattern = /((?:[^/\\\n]|\\.)+)\//y;
      pattern.lastIndex = position;
      const [, source] = pattern.exec(text) ?? [];
      if (source === undefined) throw new UnsupportedQuery("a pattern without its end");
      tokens.push({ kind: "regex", text: source });
      position = pattern.lastIndex;
    }
  }
  return tokens;
}

/** Reads tokens one after another. */
export class TokenReader {
  private next = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  peek(): Token | undefined {
    return this.tokens[this.next];
  }

  take(): Token {
    const token = this.tokens[this.next++];
    if (token === undefined) throw new UnsupportedQuery("the query ends too early");
    return token;
  }

  /** Takes the next token if it is this symbol or word. */
  accept(text: string): boolean {
    const token = this.peek();
    if (token === undefined || (token.kind !== "symbol" && token.kind !== "word") || token.text !== text)
      return false;
    this.next += 1;
    return true;
  }

  expect(text: string): void {
    if (!this.accept(text))
      throw new UnsupportedQuery(`expected ${text}, not ${this.peek()?.text ?? "the end"}`);
  }

  takeKind(kind: Token["kind"]): string {
    const token = this.take();
    if (token.kind !== kind) throw new UnsupportedQuery(`expected a ${kind}, not ${token.text}`);
    return token.text;
  }
}
