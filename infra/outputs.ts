import * as pulumi from "@pulumi/pulumi";
import type { Account } from "./account";
import type { Credentials } from "./credentials";
import { type DnsRecord, dnsRecords, zoneFile } from "./dns";
import type { Failures } from "./failures";
import type { Identity } from "./identity";
import type { Settings } from "./settings";
import type { Store } from "./store";

/** What a mail client needs besides the login. Ports by how TLS begins there. */
export interface SmtpEndpoint {
  host: string;
  ports: { starttls: number[]; tls: number[] };
}

/** https://docs.aws.amazon.com/ses/latest/dg/smtp-connect.html; the first of each is the one to try first. */
const SES_PORTS = { starttls: [587, 2587, 25], tls: [465, 2465] };

export interface Parts {
  account: Account;
  store: Store;
  identity: Identity;
  failures: Failures;
  credentials: Credentials;
}

/** The stack's outputs, by the names that clients rely on. */
export function stackOutputs(settings: Settings, { account, store, identity, failures, credentials }: Parts) {
  const records = pulumi
    .all([account.region, pulumi.all(identity.dkimTokens)])
    .apply(([region, domains]): DnsRecord[] =>
      domains.flatMap(({ domain, tokens }) => dnsRecords(domain, tokens, { ...settings, region })),
    );
  return {
    smtpEndpoint: credentials.smtp.apply(({ host, port }): SmtpEndpoint => ({
      host,
      ports: settings.smtpEndpointOverride ? { starttls: [port], tls: [] } : SES_PORTS,
    })),
    dnsRecords: records,
    dnsZoneFile: records.apply(zoneFile),
    tableName: store.tableName,
    kmsKeyArn: settings.kmsKeyArn,
    configurationSetName: identity.configurationSet.configurationSetName,
    deadLetterQueueUrl: failures.deadLetterQueue.url,
  };
}
