/** How much of a server's text an error may carry, bytes of UTF-8. */
const MAX_BYTES = 1_024;
const CUT = "…";

/**
 * Control characters, and characters that change how the text around them is shown: line and paragraph separators,
 * direction marks and overrides (Unicode Bidirectional_Control), zero-width characters and lone surrogates.
 */
const INVISIBLE =
  // eslint-disable-next-line no-control-regex
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|\p{Cs}/gu;

const SHORT: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** Text from outside for a log or a terminal: what cannot be seen becomes an escape such as `\n` or `\u001b`. */
export function visible(text: string): string {
  return text.replace(
    INVISIBLE,
    character => SHORT[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** At most 1 kB of UTF-8; a longer text ends with an ellipsis. */
export function bounded(text: string): string {
  if (Buffer.byteLength(text) <= MAX_BYTES) return text;
  const room = MAX_BYTES - Buffer.byteLength(CUT);
  // A character that was cut in half decodes to U+FFFD.
  return (
    Buffer.from(text)
      .subarray(0, room)
      .toString()
      .replace(/\ufffd$/, "") + CUT
  );
}
