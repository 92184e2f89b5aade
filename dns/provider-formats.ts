import { type DnsRecord, recordData, TTL_SECONDS } from "./record";

/**
 * A change batch for `aws route53 change-resource-record-sets --change-batch`
 * (https://docs.aws.amazon.com/Route53/latest/APIReference/API_ChangeResourceRecordSets.html). Each record is created and
 * none is overwritten: Route 53 rejects the whole batch if a name has a record of that type already, such as another SPF
 * record, and then nothing has changed. Records of one name and type are one set.
 */
export function route53Changes(records: readonly DnsRecord[]): Record<string, unknown> {
  const sets = new Map<string, DnsRecord[]>();
  for (const record of records) {
    const key = `${record.name} ${record.type}`;
    sets.set(key, [...(sets.get(key) ?? []), record]);
  }
  return {
    Comment: "Records for sending mail through Amazon SES",
    Changes: [...sets.values()].map(set => ({
      Action: "CREATE",
      ResourceRecordSet: {
        Name: `${set[0]?.name}.`,
        Type: set[0]?.type,
        TTL: TTL_SECONDS,
        ResourceRecords: set.map(record => ({ Value: recordData(record) })),
      },
    })),
  };
}

/**
 * The body of Cloudflare's `POST /zones/{zone_id}/dns_records/batch`
 * (https://developers.cloudflare.com/api/resources/dns/subresources/records/methods/batch/). The records are not proxied:
 * a proxied CNAME would answer with Cloudflare's addresses instead of the DKIM key.
 */
export function cloudflareBatch(records: readonly DnsRecord[]): Record<string, unknown> {
  return {
    posts: records.map(({ name, type, value, purpose }) => ({
      name,
      type,
      ttl: TTL_SECONDS,
      comment: purpose.slice(0, MAX_COMMENT_CHARACTERS),
      ...contentOf(type, value),
    })),
  };
}

/** Of a zone in the free plan: https://developers.cloudflare.com/dns/manage-dns-records/reference/record-attributes/. */
const MAX_COMMENT_CHARACTERS = 100;

function contentOf(type: DnsRecord["type"], value: string) {
  switch (type) {
    case "CNAME":
      return { content: value, proxied: false };
    case "TXT":
      return { content: recordData({ type, value }) };
    case "MX": {
      const [preference, host] = value.split(" ");
      return { content: host, priority: Number(preference) };
    }
  }
}
