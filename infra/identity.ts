import * as pulumi from "@pulumi/pulumi";
import {
  ConfigurationSet,
  EmailIdentity,
  EmailIdentityMailFromAttributes,
  getEmailIdentity,
} from "@pulumi/aws/sesv2";
import type { Account } from "./account";
import { type DnsRecord, dnsRecords, zoneFile } from "./dns";
import { configurationSetName } from "./names";
import type { Settings } from "./settings";
import { lookUp, settingKey } from "./settings/issue";

/** The domains that mail is sent from. */
export interface Identity {
  configurationSet: ConfigurationSet;
  /** Its part of the stack's outputs. */
  outputs: {
    configurationSetName: pulumi.Output<string>;
    dnsRecords: pulumi.Output<DnsRecord[]>;
    dnsZoneFile: pulumi.Output<string>;
  };
}

export function createIdentity(settings: Settings, account: Account): Identity {
  const configurationSet = new ConfigurationSet("mail", {
    configurationSetName: configurationSetName(pulumi.getStack()),
    sendingOptions: { sendingEnabled: true },
    suppressionOptions: { suppressedReasons: ["BOUNCE", "COMPLAINT"] },
  });
  const dkimTokens = settings.domains.map(domain =>
    settings.identity === "create"
      ? createDomain(domain, configurationSet, settings)
      : existingDomain(domain),
  );
  const records = pulumi
    .all([account.region, pulumi.all(dkimTokens)])
    .apply(([region, tokens]): DnsRecord[] =>
      settings.domains.flatMap((domain, i) => dnsRecords(domain, tokens[i] ?? [], { ...settings, region })),
    );
  return {
    configurationSet,
    outputs: {
      configurationSetName: configurationSet.configurationSetName,
      dnsRecords: records,
      dnsZoneFile: records.apply(zoneFile),
    },
  };
}

/**
 * The configuration set is the identity's default: mail sent without naming one is monitored too.
 * @returns Easy DKIM's three tokens
 */
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

/** An identity that this stack does not manage is not changed. @returns its DKIM tokens */
function existingDomain(domain: string): pulumi.Output<string[]> {
  const remedy = `verify it in SES, or set ${settingKey("identity")} to "create"`;
  const found = lookUp(
    { setting: "domains", value: domain, remedy },
    getEmailIdentity({ emailIdentity: domain }),
  );
  return pulumi
    .output(found)
    .apply(identity => identity.dkimSigningAttributes.flatMap(signing => signing.tokens));
}
