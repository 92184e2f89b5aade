import type { Validator } from "../validation/validator";

/** RFC 5322, section 3.6.4, and whatever else other programs put between the brackets. */
const MESSAGE_ID = /^[!-;=?-~]{1,900}$/;

/** `<a@b> <c@d>`, or the same without brackets. */
const IN_BRACKETS = /^(?:\s*<[^<>\s]+>)+\s*$/;

/**
 * Message IDs, each with or without its angle brackets: one or several in a string, or a list of those.
 *
 * @returns them with brackets
 */
export function readMessageIds(key: string, input: unknown, validator: Validator): string[] {
  if (input === undefined) return [];
  if (Array.isArray(input))
    return input.flatMap((one, index) => readMessageIds(`${key}[${index}]`, one, validator));
  if (!validator.headerLine(key, input)) return [];
  const separated = IN_BRACKETS.test(input) ? input.replaceAll(/[<>]/g, " ") : input;
  const ids = separated.split(/\s+/).filter(id => id !== "");
  if (ids.length > 0 && ids.every(id => MESSAGE_ID.test(id))) return ids.map(id => `<${id}>`);
  validator.report(
    key,
    "not a message ID",
    "use one such as <id@example.com>, in ASCII; several are separated by spaces",
  );
  return [];
}
