import { HeaderTokens } from "./header-tokens";
import { reject } from "./rejection";

/** The parameters of a MIME header, by name in lowercase. Of two with the same name the last counts. */
export type Parameters = ReadonlyMap<string, string>;

/** Reads a Content-Type as JavaMail's ContentType does. @throws InvalidMessage with JavaMail's text */
export function parseContentType(text: string): { type: string; parameters: Parameters } {
  const tokens = new HeaderTokens(text);
  const main = tokens.next();
  if (main.kind !== "atom") reject(`Expected MIME type, got ${main.text}`);
  const slash = tokens.next();
  if (slash.text !== "/" || slash.kind !== "special") reject(`Expected '/', got ${slash.text}`);
  const sub = tokens.next();
  if (sub.kind !== "atom") reject(`Expected MIME subtype, got ${sub.text}`);
  return { type: `${main.text}/${sub.text}`.toLowerCase(), parameters: parseParameters(tokens) };
}

/** Reads a Content-Disposition as JavaMail's ContentDisposition does. @throws InvalidMessage with JavaMail's text */
export function parseDisposition(text: string): { disposition: string; parameters: Parameters } {
  const tokens = new HeaderTokens(text);
  const disposition = tokens.next();
  if (disposition.kind !== "atom" || disposition.text === null)
    reject(`Expected disposition, got ${disposition.text}`);
  return { disposition: disposition.text.toLowerCase(), parameters: parseParameters(tokens) };
}

/** `; name=value; …`, where a semicolon may stand at the end. */
function parseParameters(tokens: HeaderTokens): Parameters {
  const parameters = new Map<string, string>();
  for (;;) {
    const separator = tokens.next();
    if (separator.kind === "end") return parameters;
    if (separator.text !== ";" || separator.kind !== "special")
      reject(`Expected ';', got "${separator.text}"`);
    const name = tokens.next();
    if (name.kind === "end") return parameters;
    if (name.kind !== "atom" || name.text === null) reject(`Expected parameter name, got "${name.text}"`);
    const equals = tokens.next();
    if (equals.text !== "=" || equals.kind !== "special") reject(`Expected '=', got "${equals.text}"`);
    const value = tokens.next();
    if ((value.kind !== "atom" && value.kind !== "quoted") || value.text === null)
      reject(`Expected parameter value, got "${value.text}"`);
    parameters.set(name.text.toLowerCase(), value.text);
  }
}
