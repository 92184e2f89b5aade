import { parseAddress } from "./addresses";
import type { MessageFaults } from "./faults";
import type { ListUnsubscribe } from "./types";

type Texts = Readonly<Record<string, string>>;

/** Fields that the mailer writes, and those that say how the body is encoded. */
const OWN =
  /^(from|sender|to|cc|bcc|reply-to|subject|date|message-id|mime-version|return-path|content-.*|list-unsubscribe(-post)?|x-ses-(configuration-set|message-tags))$/i;

/** @returns the fields as they are now */
export function checkHeaders(input: unknown, faults: MessageFaults): Texts {
  const headers = faults.object("headers", input);
  for (const [name, value] of Object.entries(headers)) {
    const key = `headers.${JSON.stringify(name)}`;
    // RFC 5322, section 3.6.8: printable ASCII without the colon.
    if (!/^[!-9;-~]{1,76}$/.test(name)) faults.add(key, "is not the name of a header field");
    else if (OWN.test(name)) faults.add(key, "is written by the mailer: use the message's own field for it");
    else faults.line(key, value);
  }
  return headers as Texts;
}

/** https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_MessageTag.html */
export function checkTags(input: unknown, faults: MessageFaults): Texts {
  const tags = faults.object("tags", input);
  const shape = /^[A-Za-z0-9_.@-]{1,255}$/;
  for (const [name, value] of Object.entries(tags)) {
    if (!shape.test(name) || typeof value !== "string" || !shape.test(value)) {
      faults.add(
        `tags.${JSON.stringify(name)}`,
        "name and value may hold letters, digits, _ . @ and -, up to 255",
      );
    }
  }
  return tags as Texts;
}

/** @returns the address of `mailto` alone, and as a URI has it (RFC 6068) */
export function checkListUnsubscribe(input: unknown, faults: MessageFaults): ListUnsubscribe {
  const given = faults.object("listUnsubscribe", input);
  const { url, mailto } = given;
  faults.known("listUnsubscribe.", given, ["url", "mailto"]);
  if (input !== undefined && url === undefined && mailto === undefined)
    faults.add("listUnsubscribe", "needs url or mailto");
  // RFC 8058, section 3.1: one https URI. Angle brackets would end it.
  const isUrl = typeof url === "string" && url.length <= 900 && /^https:\/\/[!-;=?-~]+$/.test(url);
  if (url !== undefined && !isUrl)
    faults.add(
      "listUnsubscribe.url",
      "must be an https URL, in ASCII, without < and >, up to 900 characters",
    );
  const address = typeof mailto === "string" ? parseAddress(mailto)?.address : undefined;
  if (mailto !== undefined && address === undefined)
    faults.add("listUnsubscribe.mailto", "is not an e-mail address");
  return {
    ...(isUrl && { url }),
    ...(address !== undefined && { mailto: encodeURI(address).replace(/[?&#]/g, encodeURIComponent) }),
  };
}

/** https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_CreateConfigurationSet.html */
export function isConfigurationSetName(value: unknown): boolean {
  return typeof value === "string" && /^[A-Za-z0-9_-]{1,64}$/.test(value);
}
