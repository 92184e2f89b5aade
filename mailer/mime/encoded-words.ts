/** RFC 2047, section 2. */
const MAX_WORD = 75;
const FRAME = "=?UTF-8?Q??=".length;
/** Even after a long field name, a word has room for a character of four bytes. */
const MIN_PAYLOAD = 16;

/** RFC 2047, section 5, rule 3: what may stand for itself in every place where encoded words are allowed. */
const LITERAL = /^[A-Za-z0-9!*+/-]$/;

/**
 * Text as encoded words (RFC 2047) in UTF-8, each with whole characters. The receiver ignores the space between two of
 * them.
 *
 * @param firstRoom characters that the first word may take, so that it fits behind the field's name
 */
export function encodedWords(text: string, firstRoom: number): string[] {
  const characters = [...text].map(character => Buffer.from(character));
  const quoted = characters.map(quotedForm);
  const bytes = characters.reduce((sum, { length }) => sum + length, 0);
  const quotedLength = quoted.reduce((sum, { length }) => sum + length, 0);
  const isQuoted = quotedLength <= Math.ceil(bytes / 3) * 4;
  const words: string[] = [];
  let from = 0;
  let used = 0;
  const end = (to: number) => {
    const payload = isQuoted
      ? quoted.slice(from, to).join("")
      : Buffer.concat(characters.slice(from, to)).toString("base64");
    words.push(`=?UTF-8?${isQuoted ? "Q" : "B"}?${payload}?=`);
    from = to;
    used = 0;
  };
  for (const [at, character] of characters.entries()) {
    const payload = Math.max(
      MIN_PAYLOAD,
      Math.min(MAX_WORD, words.length === 0 ? firstRoom : MAX_WORD) - FRAME,
    );
    const room = isQuoted ? payload : Math.floor(payload / 4) * 3;
    const length = isQuoted ? (quoted[at]?.length ?? 0) : character.length;
    if (used + length > room) end(at);
    used += length;
  }
  if (from < characters.length) end(characters.length);
  return words;
}

function quotedForm(character: Buffer): string {
  const text = character.toString("latin1");
  if (text === " ") return "_";
  if (LITERAL.test(text)) return text;
  return [...character].map(byte => `=${byte.toString(16).toUpperCase().padStart(2, "0")}`).join("");
}
