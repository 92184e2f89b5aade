import { z } from "zod";
import { domain, emailAddress, jsonList, LIST_REMEDY } from "./types";

/** Settings of the domains: their SES identities and the DNS records recommended for them. */
export const identitySettings = {
  domains: jsonList(
    z
      .array(domain, { error: LIST_REMEDY })
      .min(1, { error: 'list at least one domain: ["example.com"]' })
      // A second identity of the same domain cannot be created.
      .refine(domains => new Set(domains).size === domains.length, { error: "list each domain once" }),
  ),
  identity: z.enum(["create", "existing"], { error: 'use "create" or "existing"' }).default("create"),
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
