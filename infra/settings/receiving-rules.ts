import { z } from "zod";

/** Whether receiving rules in the table give the owners of mailboxes addresses to send from. */
export const receivingRuleSettings = {
  receivingRules: z
    .enum(["none", "routes"], {
      error: 'use "routes" if the table has receiving rules (ROUTE# items) that logins follow, or "none"',
    })
    .default("none"),
};
