import type { DnsView } from "../lookup/view";
import { type Detail, error } from "../findings/finding";
import { absence, otherAlias, propagation, type Wanted } from "./absence";
import { observe, type Observed } from "./observe";
import { type DkimNow, type DomainTarget, recordsOf } from "./target";

interface ObservedToken {
  wanted: Wanted;
  observed: Observed;
  /** The key at the end of the CNAME; undefined if there is none. */
  key: string | undefined;
}

const WHY =
  "SES finds the domain verified, and signs its mail, only while it finds its three DKIM records; receivers need them to check each message.";

/** Easy DKIM's CNAMEs, with the zone that SES names for the identity. @param now undefined: by the stack's outputs */
export async function observeDkim(
  view: DnsView,
  target: DomainTarget,
  now: DkimNow | undefined,
): Promise<ObservedToken[]> {
  return Promise.all(
    wantedRecords(target, now).map(async wanted => {
      const place = { name: wanted.name, type: "CNAME", domain: target.domain } as const;
      const observed = await observe(view, place, value => /amazonses\.com$/.test(value));
      if (!observed.values.includes(wanted.value)) return { wanted, observed, key: undefined };
      const behind = await view.resolve(wanted.value, "TXT");
      if (behind.kind === "failed") throw new Error(`TXT ${wanted.value}: ${behind.reason}`);
      const keys = behind.kind === "records" ? behind.values : [];
      return { wanted, observed, key: keys.find(text => /(^|;)\s*p=/.test(text)) };
    }),
  );
}

function wantedRecords(target: DomainTarget, now: DkimNow | undefined): Wanted[] {
  const planned = recordsOf(target, "dkim");
  if (now === undefined) return planned;
  const { domain } = target;
  return now.tokens.map(token => {
    const name = `${token}._domainkey.${domain}`;
    const value = planned.find(record => record.name === name)?.value ?? `${token}.dkim.amazonses.com`;
    return {
      name,
      domain,
      type: "CNAME",
      value: now.zone === undefined ? value : `${token}.${now.zone}`,
    };
  });
}

export function judgeDkim(tokens: readonly ObservedToken[]): Detail[] {
  return tokens.flatMap(({ wanted, observed, key }) => {
    const { values } = observed;
    if (values.length === 0) return absence(wanted, observed, WHY);
    if (!values.includes(wanted.value))
      return [
        otherAlias(
          wanted,
          values,
          `${WHY} The key of this identity is in the zone that SES names; other regions and earlier identities have others.`,
        ),
      ];
    if (key === undefined || /(^|;)\s*p=\s*(;|$)/.test(key))
      return [
        error(
          `${wanted.name}: the record is right, and ${wanted.value} has ${key === undefined ? "no key" : "an empty key"}`,
          "SES publishes a key there for as long as the identity exists: it was probably deleted and created again.",
          "Compare with `ses-smtp dns`, after `pulumi refresh` and `pulumi up`.",
        ),
      ];
    return propagation(observed, wanted.name);
  });
}
