import { z } from "zod";
import { MAX_MTA_STS_AGE } from "../../dns/mta-sts";
import { isDomainName } from "../../handlers/shared/domain-name";
import { jsonList } from "./types";

const MX_REMEDY = `list the hosts of the domain's MX records: ["mx1.example.com", "*.mail.example.com"]`;
const AGE_REMEDY = `use a whole number of seconds from 1 to ${MAX_MTA_STS_AGE}, such as "604800"`;

/** A host name, or every host directly below one: RFC 8461 §4.1. */
const mailServer = z
  .string({ error: MX_REMEDY })
  .transform(text => text.toLowerCase().replace(/\.$/, ""))
  .refine(text => isDomainName(text.replace(/^\*\./, "")), { error: MX_REMEDY });

/** The recommended MTA-STS policy of the domains; dns/mta-sts.ts says what it does. */
export const mtaStsSettings = {
  mtaStsMode: z
    .enum(["testing", "enforce", "none"], { error: 'use "testing", "enforce" or "none"' })
    .default("testing"),
  mtaStsMx: jsonList(
    z.array(mailServer, { error: MX_REMEDY }).min(1, { error: MX_REMEDY }),
    MX_REMEDY,
  ).optional(),
  mtaStsMaxAge: z
    .string({ error: AGE_REMEDY })
    .regex(/^\d+$/, { error: AGE_REMEDY })
    .transform(Number)
    .refine(seconds => seconds >= 1 && seconds <= MAX_MTA_STS_AGE, { error: AGE_REMEDY })
    .default(604_800),
  mtaStsHosting: z
    .enum(["none", "certificate", "serve"], { error: 'use "none", "certificate" or "serve"' })
    .default("none"),
};
