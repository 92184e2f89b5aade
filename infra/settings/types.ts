import { z } from "zod";
import { isDomainName } from "../../handlers/shared/domain-name";

// Pulumi stores every value as a string. An `error` is the remedy the operator reads: an imperative, lower case.

export function boolean() {
  return z.enum(["true", "false"], { error: "use true or false" }).transform(text => text === "true");
}

const DOMAIN_REMEDY = 'use a domain name such as "example.com"';

export const domain = z
  .string({ error: DOMAIN_REMEDY })
  .transform(text => text.toLowerCase().replace(/\.$/, ""))
  .refine(isDomainName, { error: DOMAIN_REMEDY });

export const emailAddress = z.email({ error: 'use an address such as "reports@example.com"' });

export const LIST_REMEDY = 'use a JSON list such as ["example.com"]';

/** A list as JSON, which is how Pulumi stores it. @param remedy with an example of a valid list */
export function jsonList<T extends z.ZodType>(list: T, remedy = LIST_REMEDY) {
  return z
    .string({ error: remedy })
    .transform((text, context) => {
      try {
        return JSON.parse(text) as unknown;
      } catch {
        context.addIssue({ code: "custom", message: remedy });
        return z.NEVER;
      }
    })
    .pipe(list);
}

/** A part of a whole, above 0 and at most 1. @param example as it is set, and what it means */
export function share(example: string) {
  const error = `use a number above 0 and up to 1, such as ${example}`;
  return z
    .string({ error })
    .regex(/^(?:0?\.\d{1,6}|1(?:\.0{1,6})?)$/, { error })
    .transform(Number)
    .refine(number => number > 0, { error });
}
