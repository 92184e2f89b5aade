/** RFC 5321 §4.5.3.1: a local part of 64 characters, and a domain of 255. */
const MAX_ADDRESS_LENGTH = 320;

/**
 * Lenient, because a bounce may have put any recipient on the list: one that a stricter rule refuses could not be lifted.
 *
 * @returns undefined for what is no address at all
 */
export function readAddress(text: string): string | undefined {
  return text.length <= MAX_ADDRESS_LENGTH && ADDRESS.test(text) ? text : undefined;
}

/** Something before and after the last `@`, without spaces and control characters. */
// eslint-disable-next-line no-control-regex
const ADDRESS = /^[^\u0000-\u0020\u007f-\u009f]+@[^\u0000-\u0020\u007f-\u009f@]+$/;
