const DATE = new Intl.DateTimeFormat("en-US", { dateStyle: "full", timeZone: "UTC" });

/** A time as a person reads it: `Tuesday, December 1, 2026, 14:05 UTC`. @param ms since 1970 */
export function timeInWords(ms: number): string {
  const time = new Date(ms);
  return `${DATE.format(time)}, ${time.toISOString().slice(11, 16)} UTC`;
}

/** As an argument of a command: a username is such a word, unless its record is invalid. */
export function asArgument(username: string): string {
  return /^[\w+=.@-]+$/.test(username) ? username : JSON.stringify(username);
}

/** Longer texts of other systems are cut in messages and log entries. */
const MAX_BRIEF_LENGTH = 120;

/** What a message shows of a text of any length. */
export function brief(text: string): string {
  return text.length > MAX_BRIEF_LENGTH ? `${text.slice(0, MAX_BRIEF_LENGTH - 1)}…` : text;
}
