import { z } from "zod";

import { isDomain, parseAddress } from "../addresses";
import { ApiError } from "./api";
import type { Tag } from "./tags";

/**
 * What SES has found in DNS, by the names of
 * https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetEmailIdentity.html. Here it looks nowhere, so that everything is
 * found at once; tests change it.
 */
export interface DnsFindings {
  /** SES sends for an identity with SUCCESS or TEMPORARY_FAILURE. */
  verification: "PENDING" | "SUCCESS" | "FAILED" | "TEMPORARY_FAILURE" | "NOT_STARTED";
  /** `ErrorType` of https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_VerificationInfo.html. */
  error?: "INVALID_VALUE" | "TYPE_NOT_FOUND" | "HOST_NOT_FOUND" | "SERVICE_ERROR" | "DNS_SERVER_ERROR";
  dkim: DnsFindings["verification"];
  /** https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_MailFromAttributes.html */
  mailFrom: "PENDING" | "SUCCESS" | "FAILED" | "TEMPORARY_FAILURE";
}

export const allFound = (): DnsFindings => ({
  verification: "SUCCESS",
  dkim: "SUCCESS",
  mailFrom: "SUCCESS",
});

export interface EmailIdentity {
  name: string;
  type: "DOMAIN" | "EMAIL_ADDRESS";
  createdAt: Date;
  signingEnabled: boolean;
  keyLength: KeyLength;
  /** The selector of the domain's own DKIM key (BYODKIM); absent with Easy DKIM. */
  ownSelector?: string;
  feedbackForwarding: boolean;
  dns: DnsFindings;
  mailFrom?: { domain: string; behavior: string };
  configurationSet?: string;
  /** SNS topics of the identity itself, by the first version's `NotificationType`. */
  topics: { Bounce?: string; Complaint?: string; Delivery?: string };
  /** Sending authorization policies by name; JSON. */
  policies: Record<string, string>;
  tags: Tag[];
}

export type EmailIdentities = Map<string, EmailIdentity>;

export const keyLength = z.enum(["RSA_1024_BIT", "RSA_2048_BIT"]);
type KeyLength = z.infer<typeof keyLength>;

/** Whether SES sends for it: `VerifiedForSendingStatus`. */
export function isVerified({ dns: { verification } }: EmailIdentity): boolean {
  return verification === "SUCCESS" || verification === "TEMPORARY_FAILURE";
}

/** @throws ApiError if it can be no identity's name */
export function findIdentity(identities: EmailIdentities, name: string): EmailIdentity | undefined {
  return identities.get(canonicalName(name).name);
}

/** @throws ApiError if there is none */
export function identityNamed(identities: EmailIdentities, name: string): EmailIdentity {
  const found = findIdentity(identities, name);
  if (!found) throw new ApiError("NotFoundException", `Email identity ${name} does not exist.`);
  return found;
}

/** Domains are case-insensitive, local parts of addresses are case-sensitive. */
export function canonicalName(text: string): Pick<EmailIdentity, "name" | "type"> {
  const address = parseAddress(text)?.address;
  if (address !== undefined) return { name: address, type: "EMAIL_ADDRESS" };
  const domain = text.toLowerCase();
  if (isDomain(domain)) return { name: domain, type: "DOMAIN" };
  throw new ApiError("BadRequestException", `${text} is neither an email address nor a domain.`);
}
