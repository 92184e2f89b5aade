import { z } from "zod";
import { jsonList } from "./types";

const REMEDY = 'use a JSON list of "open", "click" and "subscription"';

/**
 * Settings of the events that SES publishes. What readers do with a message is opt-in: for opens SES adds an invisible
 * image, and for clicks it rewrites the links (https://docs.aws.amazon.com/ses/latest/dg/faqs-metrics.html).
 */
export const eventSettings = {
  enforcement: z.enum(["observe", "suspend"], { error: 'use "observe" or "suspend"' }).default("observe"),
  engagementEvents: jsonList(
    z
      .array(z.enum(["open", "click", "subscription"], { error: REMEDY }), { error: REMEDY })
      .superRefine((events, context) => {
        for (const [index, event] of events.entries()) {
          if (events.indexOf(event) === index) continue;
          context.addIssue({ code: "custom", path: [index], message: "list each event once" });
        }
      }),
    REMEDY,
  ).optional(),
};
