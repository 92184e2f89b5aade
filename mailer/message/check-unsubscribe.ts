import { parseAddress } from "../validation/addresses";
import { hasControlCharacter, type Validator } from "../validation/validator";
import type { ListUnsubscribe } from "./types";

const MAX_URI = 900;

/** @returns `mailto` as a URI (RFC 6068) */
export function checkListUnsubscribe(input: unknown, validator: Validator): ListUnsubscribe {
  const given = input === undefined ? {} : validator.object("listUnsubscribe", input);
  const { url, mailto } = given;
  validator.known("listUnsubscribe.", given, ["url", "mailto"]);
  if (input !== undefined && url === undefined && mailto === undefined)
    validator.report("listUnsubscribe", "no url or mailto", "set at least one");
  // RFC 8058, section 3.1: one https URI. Angle brackets would end the header's value.
  const isUrl = typeof url === "string" && url.length <= MAX_URI && /^https:\/\/[!-;=?-~]+$/.test(url);
  if (url !== undefined && !isUrl)
    validator.report(
      "listUnsubscribe.url",
      "not a valid URL for one-click unsubscribe",
      `must be an https URL of up to ${MAX_URI} ASCII characters, without < and >`,
    );
  const uri = typeof mailto === "string" ? mailtoUri(mailto) : undefined;
  if (mailto !== undefined && uri === undefined)
    validator.report(
      "listUnsubscribe.mailto",
      "not an email address",
      "use one such as unsubscribe@example.com, or mailto:unsubscribe@example.com?subject=unsubscribe",
    );
  return { ...(isUrl && { url }), ...(uri !== undefined && { mailto: uri }) };
}

/** An address, or a URI of one address with a subject and a body. */
function mailtoUri(text: string): string | undefined {
  const address = parseAddress(text)?.address;
  const uri = address === undefined ? fromUri(text) : `mailto:${encodedAddress(address)}`;
  return uri !== undefined && uri.length <= MAX_URI ? uri : undefined;
}

function fromUri(text: string): string | undefined {
  const [, written = "", query = ""] = /^(?:mailto:)?([^?]+)(?:\?(.*))?$/is.exec(text.trim()) ?? [];
  const address = parseAddress(decoded(written) ?? "")?.address;
  const fields = query
    .split("&")
    .filter(field => field !== "")
    .map(readField);
  if (address === undefined || fields.includes(undefined)) return undefined;
  return `mailto:${encodedAddress(address)}${fields.length > 0 ? `?${fields.join("&")}` : ""}`;
}

/** Other fields, such as `bcc`, would send the reader's mail to somebody else. */
function readField(field: string): string | undefined {
  const [, name = "", written = ""] = /^(subject|body)=(.*)$/is.exec(field) ?? [];
  const value = decoded(written);
  if (name === "" || value === undefined || hasControlCharacter(value)) return undefined;
  return `${name.toLowerCase()}=${encodeURIComponent(value)}`;
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined; // a % that encodes nothing
  }
}

function encodedAddress(address: string): string {
  return encodeURI(address).replace(/[?&#]/g, encodeURIComponent);
}
