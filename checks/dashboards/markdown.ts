import { element, escapeText, textWidth } from "./svg";

/** The Markdown that the dashboards' text widgets use: headings, lists, bold, italic, code and links. */

interface Piece {
  readonly text: string;
  readonly kind: "plain" | "bold" | "italic" | "code" | "link";
}

interface Block {
  readonly size: number;
  readonly isHeading: boolean;
  readonly indent: number;
  readonly pieces: readonly Piece[];
}

const BODY_SIZE = 13;
const LINE = 1.45;

/** @returns SVG, and how high it is */
export function markdown(
  source: string,
  x: number,
  y: number,
  width: number,
): { svg: string; height: number } {
  let at = y;
  const parts: string[] = [];
  for (const block of blocksOf(source)) {
    for (const line of wrap(block, width - block.indent)) {
      at += block.size * LINE;
      parts.push(textLine(line, x + block.indent, at - block.size * 0.35, block));
    }
    at += block.isHeading ? 2 : 5;
  }
  return { svg: parts.join(""), height: at - y };
}

function blocksOf(source: string): Block[] {
  return source
    .split("\n")
    .filter(line => line.trim() !== "")
    .map(line => {
      const [, marks = ""] = /^(#{1,3}) /.exec(line) ?? [];
      const isListItem = line.startsWith("- ");
      const text = line.replace(/^#{1,3} /, "").replace(/^- /, "• ");
      const size = marks === "" ? BODY_SIZE : marks.length === 1 ? 20 : 15;
      return { size, isHeading: marks !== "", indent: isListItem ? 10 : 0, pieces: piecesOf(text) };
    });
}

const INLINE =
  /\*\*(?<bold>[^*]+)\*\*|\*(?<italic>[^*]+)\*|`(?<code>[^`]+)`|\[(?<link>[^\]]+)\]\((?:[^()\s]|\((?:[^()\s]|\([^()\s]*\))*\))+\)/g;

function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(INLINE)) {
    pieces.push({ text: text.slice(end, match.index), kind: "plain" });
    const [kind = "plain", inner = ""] =
      Object.entries(match.groups ?? {}).find(([, value]) => value !== undefined) ?? [];
    pieces.push({ text: inner, kind: kind as Piece["kind"] });
    end = match.index + match[0].length;
  }
  return [...pieces, { text: text.slice(end), kind: "plain" }];
}

/** Lines of words, each with the kind of its piece. */
function wrap({ pieces, size, isHeading }: Block, width: number): Piece[][] {
  const lines: Piece[][] = [[]];
  let used = 0;
  for (const { text, kind } of pieces)
    for (const word of text.split(/(?<= )/)) {
      const isBold = kind === "bold" || isHeading;
      const needed = textWidth(word, size, kind === "code") * (isBold ? 1.1 : 1);
      if (used > 0 && used + textWidth(word.trimEnd(), size, kind === "code") > width) {
        lines.push([]);
        used = 0;
      }
      lines.at(-1)?.push({ text: word, kind });
      used += needed;
    }
  return lines;
}

function textLine(line: readonly Piece[], x: number, y: number, { size, isHeading }: Block): string {
  const spans = line.map(({ text, kind }) =>
    element(
      "tspan",
      {
        class: kind === "link" ? "link" : kind === "code" ? "code" : undefined,
        "font-weight": kind === "bold" ? "bold" : undefined,
        "font-style": kind === "italic" ? "italic" : undefined,
      },
      escapeText(text),
    ),
  );
  const attributes = {
    x,
    y,
    "font-size": size,
    "font-weight": isHeading ? "bold" : undefined,
    "xml:space": "preserve",
  };
  return element("text", attributes, ...spans);
}
