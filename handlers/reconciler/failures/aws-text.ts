/** What of another's text goes into a message: a record's `failure` and a log entry stay readable. */
const MAX_TEXT_LENGTH = 600;

/**
 * The text of AWS's error messages as part of a sentence of ours. Some end in a period and some do not, and some are
 * as long as the policy they are about.
 *
 * @returns one line without a period at its end, of at most 600 characters
 */
export function awsText(message: string): string {
  const text = message.replace(/\s+/g, " ").trim().replace(/\.+$/, "");
  if (text === "") return "no reason given";
  return text.length > MAX_TEXT_LENGTH ? `${text.slice(0, MAX_TEXT_LENGTH - 1)}…` : text;
}

/** An error's name and message, for logs. */
export function describeError(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
