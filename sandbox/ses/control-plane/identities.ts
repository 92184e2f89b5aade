import { createHash } from "node:crypto";

import { z } from "zod";

import { isDomain, parseAddress } from "../addresses";
import { ApiError, type Operations, pageOf, seconds } from "./api";
import { type ConfigurationSets, requireConfigurationSet } from "./configuration-sets";
import { type Tag, tagList } from "./tags";

interface EmailIdentity {
  name: string;
  type: "DOMAIN" | "EMAIL_ADDRESS";
  createdAt: Date;
  signingEnabled: boolean;
  keyLength: KeyLength;
  /** The selector of the domain's own DKIM key (BYODKIM); absent with Easy DKIM. */
  ownSelector?: string;
  feedbackForwarding: boolean;
  mailFrom?: { domain: string; behavior: string };
  configurationSet?: string;
  /** SNS topics of the identity itself, by the first version's `NotificationType`. */
  topics: { Bounce?: string; Complaint?: string; Delivery?: string };
  /** Sending authorization policies by name; JSON. */
  policies: Record<string, string>;
  tags: Tag[];
}

export type EmailIdentities = Map<string, EmailIdentity>;

const keyLength = z.enum(["RSA_1024_BIT", "RSA_2048_BIT"]);
type KeyLength = z.infer<typeof keyLength>;

const signingAttributes = z.object({
  NextSigningKeyLength: keyLength.optional(),
  DomainSigningSelector: z.string().optional(),
});
const createRequest = z.object({
  EmailIdentity: z.string().min(1),
  ConfigurationSetName: z.string().optional(),
  DkimSigningAttributes: signingAttributes.optional(),
  Tags: tagList.optional(),
});
const requests = {
  dkim: z.object({ SigningEnabled: z.boolean().default(false) }),
  signing: z.object({
    SigningAttributesOrigin: z.enum(["AWS_SES", "EXTERNAL"]),
    SigningAttributes: signingAttributes.optional(),
  }),
  mailFrom: z.object({
    MailFromDomain: z.string().optional(),
    BehaviorOnMxFailure: z.enum(["USE_DEFAULT_VALUE", "REJECT_MESSAGE"]).default("USE_DEFAULT_VALUE"),
  }),
  configurationSet: z.object({ ConfigurationSetName: z.string().optional() }),
  feedback: z.object({ EmailForwardingEnabled: z.boolean().default(false) }),
  list: z.object({ PageSize: z.unknown(), NextToken: z.unknown() }).partial(),
};

const ITEM = "/v2/email/identities/{EmailIdentity}";

/** Identities; they are verified on creation, because there is no DNS to wait for. */
export function identityOperations(
  identities: EmailIdentities,
  sets: ConfigurationSets,
  now: () => Date,
): Operations {
  const requireIdentity = (name = "") => identityNamed(identities, name);
  const checkSet = (name: string | undefined) => name && requireConfigurationSet(sets, name).name;
  const list = (size: unknown, token: unknown) => {
    const { page, next } = pageOf([...identities.values()], size, token);
    return { EmailIdentities: page.map(summaryOf), NextToken: next };
  };

  return {
    "POST /v2/email/identities": ({ body }) => {
      const request = createRequest.parse(body);
      const { name, type } = canonicalName(request.EmailIdentity);
      if (identities.has(name)) {
        throw new ApiError("AlreadyExistsException", `Email identity ${name} already exist.`);
      }
      const configurationSet = checkSet(request.ConfigurationSetName);
      const identity: EmailIdentity = {
        name,
        type,
        createdAt: now(),
        signingEnabled: type === "DOMAIN",
        keyLength: request.DkimSigningAttributes?.NextSigningKeyLength ?? "RSA_2048_BIT",
        feedbackForwarding: true,
        ...selectorOf(request.DkimSigningAttributes),
        topics: {},
        policies: {},
        tags: request.Tags ?? [],
        ...(configurationSet && { configurationSet }),
      };
      identities.set(name, identity);
      return { IdentityType: type, VerifiedForSendingStatus: true, DkimAttributes: dkimOf(identity) };
    },
    "GET /v2/email/identities": ({ query }) => list(query.get("PageSize"), query.get("NextToken")),
    "POST /v2/email/list-identities": ({ body }) => {
      const { PageSize, NextToken } = requests.list.parse(body);
      return list(PageSize, NextToken);
    },
    [`GET ${ITEM}`]: ({ names: [name] }) => detailOf(requireIdentity(name)),
    [`DELETE ${ITEM}`]: ({ names: [name] }) => {
      identities.delete(requireIdentity(name).name);
    },
    [`PUT ${ITEM}/dkim`]: ({ names: [name], body }) => {
      requireIdentity(name).signingEnabled = requests.dkim.parse(body).SigningEnabled;
    },
    [`PUT ${ITEM}/dkim/signing`]: ({ names: [name], body }) => {
      const identity = requireIdentity(name);
      const { SigningAttributesOrigin: origin, SigningAttributes } = requests.signing.parse(body);
      identity.keyLength = SigningAttributes?.NextSigningKeyLength ?? identity.keyLength;
      delete identity.ownSelector;
      if (origin === "EXTERNAL") Object.assign(identity, selectorOf(SigningAttributes));
      return { DkimStatus: "SUCCESS", DkimTokens: dkimOf(identity).Tokens };
    },
    [`PUT ${ITEM}/mail-from`]: ({ names: [name], body }) => {
      const identity = requireIdentity(name);
      const { MailFromDomain: domain, BehaviorOnMxFailure: behavior } = requests.mailFrom.parse(body);
      delete identity.mailFrom;
      if (!domain) return;
      if (!domain.endsWith(`.${parseAddress(identity.name)?.domain ?? identity.name}`)) {
        throw new ApiError(
          "BadRequestException",
          `MAIL FROM domain ${domain} is not a subdomain of ${identity.name}.`,
        );
      }
      identity.mailFrom = { domain, behavior };
    },
    [`PUT ${ITEM}/configuration-set`]: ({ names: [name], body }) => {
      const identity = requireIdentity(name);
      const configurationSet = checkSet(requests.configurationSet.parse(body).ConfigurationSetName);
      delete identity.configurationSet;
      if (configurationSet) identity.configurationSet = configurationSet;
    },
    [`PUT ${ITEM}/feedback`]: ({ names: [name], body }) => {
      requireIdentity(name).feedbackForwarding = requests.feedback.parse(body).EmailForwardingEnabled;
    },
  };
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
function canonicalName(text: string): Pick<EmailIdentity, "name" | "type"> {
  const address = parseAddress(text)?.address;
  if (address !== undefined) return { name: address, type: "EMAIL_ADDRESS" };
  const domain = text.toLowerCase();
  if (isDomain(domain)) return { name: domain, type: "DOMAIN" };
  throw new ApiError("BadRequestException", `${text} is neither an email address nor a domain.`);
}

/**
 * Three tokens of 32 base32 characters, like Easy DKIM's
 * (https://docs.aws.amazon.com/ses/latest/dg/send-email-authentication-dkim-easy.html); derived from
 * the domain, so that the DNS records stay the same across restarts.
 */
function dkimTokens(domain: string): string[] {
  return [1, 2, 3].map(number => {
    const digest = createHash("sha256").update(`${number}.${domain}`).digest();
    return Array.from(digest, byte => BASE32.charAt(byte % 32)).join("");
  });
}

const BASE32 = "abcdefghijklmnopqrstuvwxyz234567";

function selectorOf(attributes: z.infer<typeof signingAttributes> | undefined) {
  const selector = attributes?.DomainSigningSelector;
  return selector === undefined ? {} : { ownSelector: selector };
}

/** https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_DkimAttributes.html */
function dkimOf(identity: EmailIdentity) {
  const { name, type, signingEnabled, keyLength: length, createdAt, ownSelector } = identity;
  if (type === "EMAIL_ADDRESS") {
    return { SigningEnabled: signingEnabled, Status: "NOT_STARTED", SigningAttributesOrigin: "AWS_SES" };
  }
  if (ownSelector !== undefined) {
    return {
      SigningEnabled: signingEnabled,
      Status: "SUCCESS",
      Tokens: [ownSelector],
      SigningAttributesOrigin: "EXTERNAL",
    };
  }
  return {
    SigningEnabled: signingEnabled,
    Status: "SUCCESS",
    Tokens: dkimTokens(name),
    SigningAttributesOrigin: "AWS_SES",
    NextSigningKeyLength: length,
    CurrentSigningKeyLength: length,
    LastKeyGenerationTimestamp: seconds(createdAt),
  };
}

function detailOf(identity: EmailIdentity) {
  const { type, feedbackForwarding, mailFrom, configurationSet, policies, tags } = identity;
  return {
    IdentityType: type,
    FeedbackForwardingStatus: feedbackForwarding,
    VerifiedForSendingStatus: true,
    VerificationStatus: "SUCCESS",
    DkimAttributes: dkimOf(identity),
    MailFromAttributes: mailFrom
      ? {
          MailFromDomain: mailFrom.domain,
          MailFromDomainStatus: "SUCCESS",
          BehaviorOnMxFailure: mailFrom.behavior,
        }
      : { BehaviorOnMxFailure: "USE_DEFAULT_VALUE" },
    Policies: policies,
    Tags: tags,
    ConfigurationSetName: configurationSet,
  };
}

function summaryOf({ name, type }: EmailIdentity) {
  return { IdentityName: name, IdentityType: type, SendingEnabled: true, VerificationStatus: "SUCCESS" };
}
