import { z } from "zod";
import { domain, emailAddress, jsonList, LIST_REMEDY } from "./types";

/** Settings of the domains: their SES identities and the DNS records recommended for them. */
export const identitySettings = {
  domains: jsonList(
    z
      .array(domain, { error: LIST_REMEDY })
      .min(1, { error: 'list at least one domain: ["example.com"]' })
      // A second identity of the same domain cannot be created.
      .superRefine((domains, context) => {
        for (const [index, name] of domains.entries()) {
          if (domains.indexOf(name) === index) continue;
          context.addIssue({ code: "custom", path: [index], message: "list each domain once" });
        }
      }),
  ),
  identity: z.enum(["create", "existing"], { error: 'use "create" or "existing"' }).default("create"),
  existingConfigurationSet: z.enum(["attach", "allow"], { error: 'use "attach" or "allow"' }).optional(),
  mailFromSubdomain: z
    .string()
    .regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, { error: 'use a single label such as "mail"' })
    .optional(),
  dmarcPolicy: z
    .enum(["none", "quarantine", "reject"], { error: 'use "none", "quarantine" or "reject"' })
    .default("quarantine"),
  dmarcReportAddress: emailAddress.optional(),
  tlsReportAddress: emailAddress.optional(),
};
