import * as pulumi from "@pulumi/pulumi";
import { ConfigurationSet, EmailIdentity, EmailIdentityMailFromAttributes } from "@pulumi/aws/sesv2";
import type { Account } from "./account";
import { attachToExisting } from "./attached-configuration-set";
import {
  type DkimSigning,
  type DomainVerification,
  dkimNote,
  dnsRecords,
  domainVerification,
} from "../dns/domain-records";
import { type MtaStsPolicy, mtaStsPolicy } from "../dns/mta-sts";
import type { DnsRecord } from "../dns/record";
import { zoneFile } from "../dns/zone-file";
import { type ExistingIdentity, otherSets } from "./existing/identities";
import { configurationSetName } from "../handlers/shared/configuration-set-name";
import type { Settings } from "./settings";

/** The domains that mail is sent from. */
export interface Identity {
  /** Of the stack's own configuration set. */
  configurationSetName: pulumi.Output<string>;
  /** ARNs of the configuration sets that SMTP users may send through: the stack's, and others that the settings allow. */
  sendingSets: pulumi.Output<string>[];
  /** Its part of the stack's outputs. */
  outputs: {
    configurationSetName: pulumi.Output<string>;
    dnsRecords: pulumi.Output<DnsRecord[]>;
    dnsZoneFile: pulumi.Output<string>;
    domainVerification: pulumi.Output<DomainVerification[]>;
    /** The file that each domain has to serve, if `mtaStsMx` is set. */
    mtaStsPolicies: MtaStsPolicy[];
  };
}

/**
 * @param existing the domains' identities with `identity: existing`, else none
 * @param more records that the domains' zones need for something else
 */
export function createIdentity(
  settings: Settings,
  account: Account,
  existing: readonly ExistingIdentity[],
  more: pulumi.Output<DnsRecord>[] = [],
): Identity {
  const { domains, existingConfigurationSet: choice } = settings;
  const name = configurationSetName(pulumi.getStack());
  const configurationSet = createConfigurationSet(name, settings, existing);
  const signing = domains.map(domain => {
    const found = existing.find(identity => identity.domain === domain);
    return found === undefined
      ? createDomain(domain, configurationSet, settings)
      : useDomain(found, settings);
  });
  if (choice === "attach") attachToExisting(configurationSet, name, existing, settings, account);
  const allowed = choice === "allow" ? otherSets(existing, name) : [];
  return {
    configurationSetName: configurationSet.configurationSetName,
    sendingSets: [name, ...allowed].map(set => account.sesArn(`configuration-set/${set}`)),
    outputs: {
      configurationSetName: configurationSet.configurationSetName,
      ...dnsOutputs(settings, account, signing, more),
    },
  };
}

/**
 * SES refuses an identity's mail once its default configuration set is deleted. So the set outlives the stack where an
 * identity that outlives it has it as its default.
 */
function createConfigurationSet(
  name: string,
  { identity, existingConfigurationSet }: Settings,
  existing: readonly ExistingIdentity[],
): ConfigurationSet {
  const isDefault =
    identity === "create" ||
    existingConfigurationSet === "attach" ||
    existing.some(({ configurationSet }) => configurationSet === name);
  return new ConfigurationSet(
    "mail",
    {
      configurationSetName: name,
      sendingOptions: { sendingEnabled: true },
      suppressionOptions: { suppressedReasons: ["BOUNCE", "COMPLAINT"] },
    },
    { retainOnDelete: isDefault },
  );
}

/**
 * The configuration set is the identity's default: mail sent without naming one is monitored too. The identity is never
 * deleted, whatever becomes of the stack and its settings: others may send from the domain as well.
 */
function createDomain(
  domain: string,
  configurationSet: ConfigurationSet,
  settings: Settings,
): pulumi.Output<DkimSigning> {
  const identity = new EmailIdentity(
    domain,
    {
      emailIdentity: domain,
      configurationSetName: configurationSet.configurationSetName,
      dkimSigningAttributes: { nextSigningKeyLength: "RSA_2048_BIT" },
    },
    { retainOnDelete: true },
  );
  configureMailFrom(domain, identity.emailIdentity, settings);
  return identity.dkimSigningAttributes.apply(({ tokens }): DkimSigning => ({ kind: "easy", tokens }));
}

/** Of an identity that this stack does not manage nothing changes but what the settings ask for. */
function useDomain({ domain, dkim }: ExistingIdentity, settings: Settings): pulumi.Output<DkimSigning> {
  configureMailFrom(domain, domain, settings);
  return pulumi.output(dkim);
}

function configureMailFrom(
  domain: string,
  emailIdentity: pulumi.Input<string>,
  { mailFromSubdomain }: Settings,
): void {
  if (mailFromSubdomain === undefined) return;
  new EmailIdentityMailFromAttributes(domain, {
    emailIdentity,
    mailFromDomain: `${mailFromSubdomain}.${domain}`,
    behaviorOnMxFailure: "USE_DEFAULT_VALUE",
  });
}

function dnsOutputs(
  settings: Settings,
  account: Account,
  signing: pulumi.Output<DkimSigning>[],
  more: pulumi.Output<DnsRecord>[],
) {
  const known = pulumi.all([account.region, pulumi.all(signing), pulumi.all(more)]);
  const domains = known.apply(([region, all, others]) =>
    all.map((dkim, index) => {
      const domain = settings.domains[index] ?? "";
      const options = { ...settings, region };
      return {
        records: [...dnsRecords(domain, dkim, options), ...others.filter(record => record.for === domain)],
        verification: domainVerification(domain, dkim, options),
        note: dkimNote(domain, dkim),
      };
    }),
  );
  return {
    dnsRecords: domains.apply(all => all.flatMap(({ records }) => records)),
    dnsZoneFile: domains.apply(all =>
      zoneFile(
        all.flatMap(({ records }) => records),
        all.flatMap(({ note }) => note ?? []),
      ),
    ),
    domainVerification: domains.apply(all => all.map(({ verification }) => verification)),
    mtaStsPolicies: settings.domains.flatMap(domain => mtaStsPolicy(domain, settings) ?? []),
  };
}
