/** Fields with parameters, such as Content-Type: RFC 2045, section 5.1, and for any other text RFC 2231. */
import { field } from "./fields";

export type Parameters = readonly (readonly [name: string, value: string])[];

/** Of a value in one piece. */
const MAX_VALUE = 60;
/** RFC 2231, section 7: attribute-char. */
const LITERAL = /^[A-Za-z0-9!#$&+.^_`{|}~-]$/;
const TOKEN = /^[A-Za-z0-9!#$&+.^_`{|}~-]+$/;
/** In quotes, without a character that would have to be escaped: not every receiver understands that. */
const QUOTABLE = /^[ !#-[\]-~]*$/;

/** @param value the part before the parameters, a token */
export function parameterField(name: string, value: string, parameters: Parameters): string {
  const tokens = [value, ...parameters.flatMap(([key, text]) => parameterTokens(key, text))];
  return field(
    name,
    tokens.map((token, index) => (index < tokens.length - 1 ? `${token};` : token)),
  );
}

function parameterTokens(name: string, value: string): string[] {
  if (value.length <= MAX_VALUE && !value.includes("=?")) {
    if (TOKEN.test(value)) return [`${name}=${value}`];
    if (QUOTABLE.test(value) && value.trim() === value) return [`${name}="${value}"`];
  }
  const pieces = extendedPieces(value);
  if (pieces.length === 1) return [`${name}*=utf-8''${pieces[0] ?? ""}`];
  return pieces.map((piece, index) => `${name}*${index}*=${index === 0 ? "utf-8''" : ""}${piece}`);
}

/** Percent-encoded, each piece with whole characters. */
function extendedPieces(value: string): string[] {
  const pieces: string[] = [];
  let piece = "";
  for (const character of value) {
    const encoded = LITERAL.test(character)
      ? character
      : [...Buffer.from(character)]
          .map(byte => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`)
          .join("");
    if (piece.length + encoded.length > MAX_VALUE) {
      pieces.push(piece);
      piece = "";
    }
    piece += encoded;
  }
  return [...pieces, piece];
}
