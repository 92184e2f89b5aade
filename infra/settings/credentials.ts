import { z } from "zod";
import { readCertificates } from "./certificates";
import { hostAndPort } from "./endpoints";
import { domain, jsonList, LIST_REMEDY } from "./types";

const KEY_ARN = /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/;
const KEY_REMEDY = 'use the ARN of a key ("arn:aws:kms:eu-central-1:123456789012:key/…"), not an alias';
const KEY_LIST_REMEDY = 'use a JSON list of key ARNs such as ["arn:aws:kms:eu-central-1:123456789012:key/…"]';

/** Each takes about 80 characters of the manager's environment. */
const MAX_PREVIOUS_KEYS = 5;

/** Settings of the SMTP logins: what encrypts their passwords, what they may send from, and where they log in. */
export const credentialSettings = {
  kmsKeyArn: z
    .string({ error: "set it to the ARN of an existing symmetric KMS key in the stack's region" })
    .regex(KEY_ARN, { error: KEY_REMEDY }),
  previousKmsKeyArns: jsonList(
    z
      .array(z.string({ error: KEY_REMEDY }).regex(KEY_ARN, { error: KEY_REMEDY }), {
        error: KEY_LIST_REMEDY,
      })
      .max(MAX_PREVIOUS_KEYS, { error: `list at most ${MAX_PREVIOUS_KEYS} keys` }),
    KEY_LIST_REMEDY,
  ).optional(),
  allowedFromDomains: jsonList(
    z
      .array(domain, { error: LIST_REMEDY })
      .min(1, { error: "list at least one domain, or remove the setting" }),
  ).optional(),
  smtpEndpointOverride: hostAndPort("vpce-0123.email-smtp.eu-west-1.vpce.amazonaws.com:587").optional(),
  smtpProbeEndpoint: hostAndPort("email-smtp.eu-west-1.amazonaws.com:587").optional(),
  smtpCaFile: z.string().transform(readCertificates).optional(),
};
