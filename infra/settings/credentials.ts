import { z } from "zod";
import { readCertificates } from "./certificates";
import { hostAndPort } from "./endpoints";
import { domain, jsonList, LIST_REMEDY } from "./types";

/** Settings of the SMTP logins: what encrypts their passwords, what they may send from, and where they log in. */
export const credentialSettings = {
  kmsKeyArn: z
    .string({ error: "set it to the ARN of an existing symmetric KMS key in the stack's region" })
    .regex(/^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/, {
      error: 'use the ARN of a key ("arn:aws:kms:eu-central-1:123456789012:key/…"), not an alias',
    }),
  allowedFromDomains: jsonList(
    z
      .array(domain, { error: LIST_REMEDY })
      .min(1, { error: "list at least one domain, or remove the setting" }),
  ).optional(),
  smtpEndpointOverride: hostAndPort("vpce-0123.email-smtp.eu-west-1.vpce.amazonaws.com:587").optional(),
  smtpProbeEndpoint: hostAndPort("email-smtp.eu-west-1.amazonaws.com:587").optional(),
  smtpCaFile: z.string().transform(readCertificates).optional(),
};
