/**
 * Where a comment ends. Comments nest (RFC 822, section 3.4.3).
 *
 * @param start the index of its opening parenthesis
 * @returns the index of its closing parenthesis; the text's length or more if there is none
 */
export function endOfComment(text: string, start: number): number {
  let depth = 1;
  let index = start + 1;
  for (; index < text.length; index++) {
    const character = text.charAt(index);
    if (character === "\\") index++;
    else if (character === "(") depth++;
    else if (character === ")" && --depth === 0) return index;
  }
  return index;
}
