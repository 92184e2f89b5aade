import type { DnsView } from "../lookup/view";
import { type Detail, error } from "../findings/finding";
import { absence, described, propagation, type Wanted } from "./absence";
import { observe, type Observed } from "./observe";
import { type DomainTarget, recordsOf } from "./target";

const WHY =
  "Without a valid MAIL FROM domain, SES uses its own, so SPF does not pass for yours; or it refuses the mail, depending on the identity.";

export async function observeMailFrom(
  view: DnsView,
  target: DomainTarget,
): Promise<{ wanted: Wanted; observed: Observed } | undefined> {
  const wanted = recordsOf(target, "mail-from").find(({ type }) => type === "MX");
  if (wanted === undefined) return undefined;
  const place = { name: wanted.name, type: "MX", domain: target.domain } as const;
  return { wanted, observed: await observe(view, place, value => /amazonses\.com$/.test(value)) };
}

/** Exactly one MX: https://docs.aws.amazon.com/ses/latest/dg/mail-from.html. */
export function judgeMailFrom(found: { wanted: Wanted; observed: Observed } | undefined): Detail[] {
  if (found === undefined) return [];
  const { wanted, observed } = found;
  const { values } = observed;
  const [, host = ""] = wanted.value.split(" ");
  if (values.length === 0) return absence(wanted, observed, WHY);
  const hosts = values.map(value => value.split(" ")[1] ?? "");
  const remedy = `Let the name have one MX record: ${described(wanted)}.`;
  if (values.length > 1)
    return [
      error(
        `${wanted.name} has ${values.length} MX records: ${hosts.join(", ")}`,
        `SES accepts exactly one. ${WHY}`,
        remedy,
      ),
    ];
  if (hosts[0] !== host)
    return [
      error(
        `${wanted.name} has the MX ${hosts[0]}, not ${host}`,
        `Bounces must return to SES in the identity's region. ${WHY}`,
        remedy,
      ),
    ];
  return propagation(observed, wanted.name);
}
