import * as pulumi from "@pulumi/pulumi";
import {
  ConfigurationSet,
  EmailIdentity,
  EmailIdentityMailFromAttributes,
  getEmailIdentity,
} from "@pulumi/aws/sesv2";
import { configurationSetName, NAMESPACE } from "./names";
import { lookUp } from "./look-up";
import type { Settings } from "./settings";

/** The domains that mail is sent from. */
export interface Identity {
  configurationSet: ConfigurationSet;
  /** Easy DKIM's three tokens of each domain, in the order of the setting. */
  dkimTokens: { domain: string; tokens: pulumi.Output<string[]> }[];
}

export function createIdentity(settings: Settings): Identity {
  const configurationSet = new ConfigurationSet("mail", {
    configurationSetName: configurationSetName(pulumi.getStack()),
    sendingOptions: { sendingEnabled: true },
    suppressionOptions: { suppressedReasons: ["BOUNCE", "COMPLAINT"] },
  });
  const dkimTokens = settings.domains.map(domain => ({
    domain,
    tokens:
      settings.identity === "create"
        ? createDomain(domain, configurationSet, settings)
        : existingDomain(domain),
  }));
  return { configurationSet, dkimTokens };
}

/** The configuration set is the identity's default: mail that names none is monitored all the same. */
function createDomain(
  domain: string,
  configurationSet: ConfigurationSet,
  settings: Settings,
): pulumi.Output<string[]> {
  const identity = new EmailIdentity(domain, {
    emailIdentity: domain,
    configurationSetName: configurationSet.configurationSetName,
    dkimSigningAttributes: { nextSigningKeyLength: "RSA_2048_BIT" },
  });
  if (settings.mailFromSubdomain !== undefined) {
    new EmailIdentityMailFromAttributes(domain, {
      emailIdentity: identity.emailIdentity,
      mailFromDomain: `${settings.mailFromSubdomain}.${domain}`,
      behaviorOnMxFailure: "USE_DEFAULT_VALUE",
    });
  }
  return identity.dkimSigningAttributes.apply(signing => signing.tokens);
}

/** Used as it is: nothing of an identity that somebody else manages is changed. */
function existingDomain(domain: string): pulumi.Output<string[]> {
  const remedy = `verify it in SES, or set ${NAMESPACE}:identity to "create"`;
  const found = lookUp(
    { setting: "domains", value: domain, remedy },
    getEmailIdentity({ emailIdentity: domain }),
  );
  return pulumi
    .output(found)
    .apply(identity => identity.dkimSigningAttributes.flatMap(signing => signing.tokens));
}
