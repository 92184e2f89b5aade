import { z } from "zod";
import { boolean } from "./types";

/** A repetition of an event may come 37 days after it: SNS retries for 23, and a queue keeps it for 14. */
const MIN_EVENT_RETENTION_DAYS = 40;
const MAX_EVENT_RETENTION_DAYS = 3_650;

const RETENTION_REMEDY = `use a number of days from ${MIN_EVENT_RETENTION_DAYS} to ${MAX_EVENT_RETENTION_DAYS}`;

/** Settings of the table. */
export const storeSettings = {
  tableName: z
    .string()
    .regex(/^[A-Za-z0-9_.-]{3,255}$/, {
      error: "use the name of an existing table, or remove the setting to create one",
    })
    .optional(),
  deletionProtection: boolean().default(true),
  eventRetentionDays: z
    .string()
    .regex(/^\d{1,4}$/, { error: RETENTION_REMEDY })
    .transform(Number)
    .refine(days => days >= MIN_EVENT_RETENTION_DAYS && days <= MAX_EVENT_RETENTION_DAYS, {
      error: RETENTION_REMEDY,
    })
    .default(90),
};
