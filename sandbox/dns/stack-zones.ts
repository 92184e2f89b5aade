import type { DnsRecord } from "../../dns/record";
import { LOOPBACK } from "../shared/listen";
import type { Zone, ZoneRecord } from "./zone-data";

/** As published by SES: `dig TXT amazonses.com`. The networks change; what matters is that there are some. */
const SES_SPF = "v=spf1 ip4:199.255.192.0/22 ip4:199.127.232.0/22 ip4:54.240.0.0/18 ip4:69.169.224.0/20 -all";

/** Not a key of anybody: SES publishes one for each token. */
const DKIM_KEY = "p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAsandbox";

/** The zones as they are once the stack's records are published, with a host for incoming mail, and what SES publishes itself. */
export function stackZones(records: readonly DnsRecord[]): Zone[] {
  const domains = [...new Set(records.flatMap(record => [record.domain, record.for]))];
  const keys = records
    .filter(({ kind }) => kind === "dkim")
    .map(({ value }): ZoneRecord => ({ name: value, type: "TXT", value: DKIM_KEY }));
  const hosts = records
    .filter(({ kind }) => kind === "mta-sts-host")
    .map(({ value }): Zone => ({ name: value, records: [{ name: value, type: "A", value: LOOPBACK }] }));
  return [
    ...hosts,
    ...domains.map(name => ({
      name,
      records: [
        ...records.filter(record => record.domain === name),
        { name, type: "MX" as const, value: `10 mx1.${name}` },
        { name: `mx1.${name}`, type: "A" as const, value: LOOPBACK },
      ],
    })),
    {
      name: "amazonses.com",
      records: [{ name: "amazonses.com", type: "TXT", value: SES_SPF }, ...keys],
    },
  ];
}
