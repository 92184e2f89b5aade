import { z } from "zod";

import { parseAddress } from "../addresses";
import { ApiError, type Operations, pageOf } from "./api";
import { type ConfigurationSets, requireConfigurationSet } from "./configuration-sets";
import {
  allFound,
  canonicalName,
  type EmailIdentities,
  type EmailIdentity,
  identityNamed,
  keyLength,
} from "./identity";
import { detailOf, dkimOf, summaryOf } from "./identity-detail";
import { tagList } from "./tags";

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
  { now, region }: { now: () => Date; region: string },
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
        dns: allFound(),
        ...selectorOf(request.DkimSigningAttributes),
        topics: {},
        policies: {},
        tags: request.Tags ?? [],
        ...(configurationSet && { configurationSet }),
      };
      identities.set(name, identity);
      return { IdentityType: type, VerifiedForSendingStatus: true, DkimAttributes: dkimOf(identity, region) };
    },
    "GET /v2/email/identities": ({ query }) => list(query.get("PageSize"), query.get("NextToken")),
    "POST /v2/email/list-identities": ({ body }) => {
      const { PageSize, NextToken } = requests.list.parse(body);
      return list(PageSize, NextToken);
    },
    [`GET ${ITEM}`]: ({ names: [name] }) => detailOf(requireIdentity(name), region, now()),
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
      return { DkimStatus: identity.dns.dkim, DkimTokens: dkimOf(identity, region).Tokens };
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

function selectorOf(attributes: z.infer<typeof signingAttributes> | undefined) {
  const selector = attributes?.DomainSigningSelector;
  return selector === undefined ? {} : { ownSelector: selector };
}
