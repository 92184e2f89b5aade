/** RFC 5321 §4.5.3.1: a local part of 64 characters, and a domain of 255. */
const MAX_ADDRESS_LENGTH = 320;

/**
 * Lenient, because a bounce may have put any recipient on the list: one that a stricter rule refuses could not be lifted.
 *
 * @returns undefined for what is no address at all
 */
export function readAddress(text: string): string | undefined {
  return text.length <= MAX_ADDRESS_LENGTH && text === text.trim() && ADDRESS.test(text) ? text : undefined;
}

/**
 * Something before and after the last `@`, without control characters and half characters. Spaces only within a quoted
 * local part (RFC 5321 §4.1.2).
 */
const ADDRESS = /^(?:"(?:[^"\\\p{Cc}\p{Cs}]|\\[^\p{Cc}\p{Cs}])*"|[^ \p{Cc}\p{Cs}]+)@[^ \p{Cc}\p{Cs}@]+$/u;
