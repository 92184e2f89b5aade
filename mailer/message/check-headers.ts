import { parseAddress } from "../validation/addresses";
import type { Validator } from "../validation/validator";
import type { ListUnsubscribe } from "./types";

type Texts = Readonly<Record<string, string>>;

/** Headers that the mailer writes, and those that describe how the body is encoded. */
const OWN =
  /^(from|sender|to|cc|bcc|reply-to|subject|date|message-id|mime-version|return-path|content-.*|list-unsubscribe(-post)?|x-ses-(configuration-set|message-tags))$/i;

/** @returns a copy of the headers */
export function checkHeaders(input: unknown, validator: Validator): Texts {
  const headers = input === undefined ? {} : validator.object("headers", input);
  for (const [name, value] of Object.entries(headers)) {
    const key = `headers.${JSON.stringify(name)}`;
    // RFC 5322, section 3.6.8: printable ASCII without the colon.
    if (!/^[!-9;-~]{1,76}$/.test(name))
      validator.report(key, "not a valid header name", "use up to 76 ASCII characters without a colon");
    else if (OWN.test(name))
      validator.report(key, "the mailer writes this header", "use the message's own field");
    else validator.headerLine(key, value);
  }
  return { ...headers } as Texts;
}

/** https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_MessageTag.html */
export function checkTags(input: unknown, validator: Validator): Texts {
  const tags = input === undefined ? {} : validator.object("tags", input);
  const shape = /^[A-Za-z0-9_.@-]{1,255}$/;
  for (const [name, value] of Object.entries(tags)) {
    if (!shape.test(name) || typeof value !== "string" || !shape.test(value)) {
      validator.report(
        `tags.${JSON.stringify(name)}`,
        "not a valid SES message tag",
        "use up to 255 letters, digits, _ . @ and - in name and value",
      );
    }
  }
  return { ...tags } as Texts;
}

/** @returns `mailto` as a bare address, encoded for a URI (RFC 6068) */
export function checkListUnsubscribe(input: unknown, validator: Validator): ListUnsubscribe {
  const given = input === undefined ? {} : validator.object("listUnsubscribe", input);
  const { url, mailto } = given;
  validator.known("listUnsubscribe.", given, ["url", "mailto"]);
  if (input !== undefined && url === undefined && mailto === undefined)
    validator.report("listUnsubscribe", "no url or mailto", "set at least one");
  // RFC 8058, section 3.1: one https URI. Angle brackets would end the header's value.
  const isUrl = typeof url === "string" && url.length <= 900 && /^https:\/\/[!-;=?-~]+$/.test(url);
  if (url !== undefined && !isUrl)
    validator.report(
      "listUnsubscribe.url",
      "not a valid URL for one-click unsubscribe",
      "must be an https URL of up to 900 ASCII characters, without < and >",
    );
  const address = typeof mailto === "string" ? parseAddress(mailto)?.address : undefined;
  if (mailto !== undefined && address === undefined)
    validator.report(
      "listUnsubscribe.mailto",
      "not an email address",
      "use one such as unsubscribe@example.com",
    );
  return {
    ...(isUrl && { url }),
    ...(address !== undefined && { mailto: encodeURI(address).replace(/[?&#]/g, encodeURIComponent) }),
  };
}

/** https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_CreateConfigurationSet.html */
export function isConfigurationSetName(value: unknown): boolean {
  return typeof value === "string" && /^[A-Za-z0-9_-]{1,64}$/.test(value);
}
