import { z } from "zod";
import { boolean } from "./types";

/** Settings of the table. */
export const storeSettings = {
  tableName: z
    .string()
    .regex(/^[A-Za-z0-9_.-]{3,255}$/, {
      error: "use the name of an existing table, or remove the setting to create one",
    })
    .optional(),
  deletionProtection: boolean().default(true),
};
