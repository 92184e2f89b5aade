import { messageField } from "./own-headers";
import { readMessageIds } from "./check-threading";
import type { Validator } from "../validation/validator";

type Texts = Readonly<Record<string, string>>;

/** Names and values together: a message's whole header has to fit into what receivers read. */
const MAX_HEADERS = 100_000;

export interface CheckedHeaders {
  /** Names and values, without the two below, which `headers` may set in place of the message's own fields. */
  headers: readonly (readonly [name: string, value: string])[];
  /** Message IDs in angle brackets. */
  inReplyTo: readonly string[];
  references: readonly string[];
}

/** @param message the other fields, which write headers as well */
export function checkHeaders(
  message: Readonly<Record<string, unknown>>,
  validator: Validator,
): CheckedHeaders {
  const { headers: input, inReplyTo, references } = message;
  const given = input === undefined ? {} : validator.object("headers", input);
  const threading = {
    "in-reply-to": readMessageIds("inReplyTo", inReplyTo, validator),
    references: readMessageIds("references", references, validator),
  };
  const seen = new Map<string, string>();
  const headers: [string, string][] = [];
  let size = 0;
  for (const [name, value] of Object.entries(given)) {
    const key = `headers.${JSON.stringify(name)}`;
    const lower = name.toLowerCase();
    const own = messageField(lower, message);
    const twin = seen.get(lower);
    seen.set(lower, name);
    size += name.length + (typeof value === "string" ? value.length : 0);
    // RFC 5322, section 3.6.8: printable ASCII without the colon.
    if (!/^[!-9;-~]{1,76}$/.test(name))
      validator.report(key, "not a valid header name", "use up to 76 ASCII characters without a colon");
    else if (twin !== undefined)
      validator.report(
        key,
        `the same header as ${JSON.stringify(twin)}: case makes no difference`,
        "keep one",
      );
    else if (own !== undefined) validator.report(key, "the mailer writes this header", own);
    else if (lower === "in-reply-to" || lower === "references")
      threading[lower] = readMessageIds(key, value, validator);
    else if (validator.headerLine(key, value)) headers.push([name, value]);
  }
  if (size > MAX_HEADERS)
    validator.report("headers", `${size} characters in all`, `shorten them to at most ${MAX_HEADERS}`);
  return { headers, inReplyTo: threading["in-reply-to"], references: threading.references };
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

/** https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_CreateConfigurationSet.html */
export function isConfigurationSetName(value: unknown): boolean {
  return typeof value === "string" && /^[A-Za-z0-9_-]{1,64}$/.test(value);
}
