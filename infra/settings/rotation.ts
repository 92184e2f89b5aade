import { z } from "zod";

const MAX_DAYS = 3_650;

function days(example: string) {
  const error = `use a whole number of days from 0 to ${MAX_DAYS}, such as ${example}`;
  return z
    .string({ error })
    .regex(/^\d+$/, { error })
    .transform(Number)
    .refine(number => number <= MAX_DAYS, { error });
}

/** How logins get new passwords; records/rotation.ts says what each means. */
export const rotationSettings = {
  rotationDays: days('"90"').default(0),
  rotationGraceDays: days('"7"').default(7),
  rotationMaxGraceDays: days('"30"').default(30),
};
