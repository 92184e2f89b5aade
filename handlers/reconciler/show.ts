/** What a message shows of a value: a record can hold 400 kB. */
const MAX_SHOWN_LENGTH = 80;

/** A value as JSON, short enough for a message. */
export function show(value: unknown): string {
  if (value === undefined) return "missing";
  const json = JSON.stringify(value) ?? typeof value;
  return json.length > MAX_SHOWN_LENGTH ? `${json.slice(0, MAX_SHOWN_LENGTH - 1)}…` : json;
}
