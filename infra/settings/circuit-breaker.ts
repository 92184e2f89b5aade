import { z } from "zod";
import { share } from "./types";

function whole(min: number, max: number, example: string) {
  const error = `use a whole number from ${min} to ${max}, such as ${example}`;
  return z
    .string({ error })
    .regex(/^\d{1,9}$/, { error })
    .transform(Number)
    .refine(number => number >= min && number <= max, { error });
}

/** What stops a login by itself, and from which limits on; docs/events.md describes the rules. */
export const circuitBreakerSettings = {
  circuitBreaker: z.enum(["observe", "suspend"], { error: 'use "observe" or "suspend"' }).default("observe"),
  breakerMinRecipients: whole(1, 1_000_000, "50").default(50),
  breakerBounceRate: share('"0.05" for 5%').default(0.05),
  breakerComplaintRate: share('"0.001" for 0.1%').default(0.001),
  breakerBurstFactor: whole(2, 1_000, "10").default(10),
};
