/**
 * What a terminal must not get from a table or server: control characters (C0, DEL, C1), which it obeys; those that
 * change the direction of text or cannot be seen; line separators; halves of a character. The joiners of Persian and of
 * emoji are harmless.
 */
const HIDDEN = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** Text that somebody else wrote, in one line: what a terminal would obey is shown as in JSON, such as `\u001b`. */
export function visible(text: string): string {
  return text.replace(HIDDEN, escaped);
}

/** The same for text of several lines, and for JSON, whose meaning stays the same. */
export function visibleLines(text: string): string {
  return text.replace(HIDDEN, character => (character === "\n" ? character : escaped(character)));
}

const SHORT: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function escaped(character: string): string {
  return (
    SHORT[character] ??
    Array.from({ length: character.length }, (_, index) => {
      const unit = character.charCodeAt(index).toString(16);
      return `\\u${unit.padStart(4, "0")}`;
    }).join("")
  );
}
