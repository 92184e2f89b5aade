import type { MtaStsPolicy } from "../../../dns/mta-sts";
import type { DnsView } from "../lookup/view";
import { valuesOf } from "../lookup/view";
import { type Detail, error, note, warning } from "../findings/finding";
import { isMtaSts, matchesMx, mtaStsId, type ParsedPolicy, parsePolicy } from "../records/mta-sts";
import { absence, propagation, type Wanted } from "./absence";
import { type FetchedPolicy, fetchPolicy, type HttpsPlace } from "./fetch-policy";
import { observe, type Observed } from "./observe";
import { type DomainTarget, recordsOf } from "./target";

interface ObservedMtaSts {
  domain: string;
  /** The record that the stack asks for; undefined if it asks for none. */
  wanted: Wanted | undefined;
  planned: MtaStsPolicy | undefined;
  observed: Observed;
  url: string;
  fetched: FetchedPolicy;
  /** The hosts that receive the domain's mail. */
  mx: string[];
}

const WHY = "MTA-STS protects mail to the domain: without it, TLS of other servers to yours can be stripped.";

/** @returns undefined if the stack asks for none and there is none */
export async function observeMtaSts(
  view: DnsView,
  target: DomainTarget,
  https: HttpsPlace,
): Promise<ObservedMtaSts | undefined> {
  const { domain, mtaStsPolicy: planned } = target;
  const [wanted] = recordsOf(target, "mta-sts");
  const observed = await observe(view, { name: `_mta-sts.${domain}`, type: "TXT", domain }, isMtaSts);
  if (wanted === undefined && !observed.values.some(isMtaSts)) return undefined;
  const host = `mta-sts.${domain}`;
  const [addresses, mx] = await Promise.all([addressesOf(view, host), view.resolve(domain, "MX")]);
  const url = `https://${host}/.well-known/mta-sts.txt`;
  return {
    ...{ domain, wanted, planned, observed, url },
    fetched:
      addresses.length === 0
        ? { failed: `${host} has no address` }
        : await fetchPolicy(url, addresses, https),
    mx: valuesOf(mx, `MX ${domain}`).map(value => value.split(" ")[1] ?? ""),
  };
}

async function addressesOf(view: DnsView, host: string): Promise<string[]> {
  const v4 = valuesOf(await view.resolve(host, "A"), `A ${host}`);
  return v4.length > 0 ? v4 : valuesOf(await view.resolve(host, "AAAA"), `AAAA ${host}`);
}

export function judgeMtaSts(found: ObservedMtaSts | undefined): Detail[] {
  if (found === undefined) return [];
  const { observed, wanted, fetched } = found;
  const records = observed.values.filter(isMtaSts);
  const name = `_mta-sts.${found.domain}`;
  const [text] = records;
  if (records.length > 1)
    return [
      error(
        `${name} has ${records.length} MTA-STS records`,
        `Senders then act as if there were none. ${WHY}`,
        "Keep one.",
      ),
    ];
  if (text === undefined) return wanted === undefined ? [] : absence(wanted, observed, WHY, "warning");
  const id = mtaStsId(text);
  if (id === undefined)
    return [
      error(
        `${name} cannot be used: ${text.slice(0, 200)}`,
        `It needs an id of 1 to 32 letters and digits (RFC 8461 §3.1). ${WHY}`,
        `Write it as v=STSv1; id=${found.planned?.id ?? "20260101T000000"};`,
      ),
    ];
  const served = servedProblem(fetched, found.url);
  if (served !== undefined) return [served];
  const policy = parsePolicy("body" in fetched ? fetched.body : "");
  if (policy.problems.length > 0)
    return [
      error(
        `the MTA-STS policy at ${found.url} is invalid: ${policy.problems.join("; ")}`,
        `Senders ignore it. ${WHY}`,
        "Serve the file that `ses-smtp dns` prints.",
      ),
    ];
  return [...judgePolicy(policy, found), ...asPlanned(id, fetched, found), ...propagation(observed, name)];
}

/** RFC 8461 §3.3. */
function servedProblem(fetched: FetchedPolicy, url: string): Detail | undefined {
  const why =
    "Senders that find the record and no policy go on without MTA-STS, or with the policy that they kept.";
  const remedy = `Serve the policy at ${url} with a certificate of a public CA, status 200 and content type text/plain, without redirects.`;
  if ("failed" in fetched)
    return error(`the MTA-STS policy cannot be fetched: ${fetched.failed}`, why, remedy);
  if (fetched.status !== 200) return error(`${url} answers with status ${fetched.status}`, why, remedy);
  if (!/^text\/plain\b/i.test(fetched.contentType))
    return error(`${url} has the content type ${JSON.stringify(fetched.contentType)}`, why, remedy);
  return undefined;
}

/** A week: shorter, and an attacker only has to wait (RFC 8461 §3.2 and 10.2). */
const MIN_AGE_SECONDS = 604_800;

function judgePolicy(
  { mode, mx: patterns, maxAge = 0 }: ParsedPolicy,
  { domain, mx }: ObservedMtaSts,
): Detail[] {
  const details: Detail[] = [];
  const uncovered = mx.filter(host => !patterns.some(pattern => matchesMx(host, pattern)));
  if (uncovered.length > 0 && mode !== "none") {
    const what = `the MTA-STS policy of ${domain} does not list its MX ${uncovered.join(", ")}`;
    const remedy = `Add mx: lines for them (setting mtaStsMx), serve the file, then change the id of the record.`;
    details.push(
      mode === "enforce"
        ? error(
            what,
            "Senders that know MTA-STS do not deliver to these hosts: mail to the domain is lost.",
            remedy,
          )
        : warning(what, "With mode: enforce, mail to these hosts would not be delivered.", remedy),
    );
  }
  if (mode === "testing")
    details.push(
      note(
        `the MTA-STS policy of ${domain} is in testing`,
        "Senders report failures and deliver all the same.",
        "Set mtaStsMode to enforce once the TLS reports show no failures.",
      ),
    );
  if (mode !== "none" && maxAge < MIN_AGE_SECONDS)
    details.push(
      warning(
        `the MTA-STS policy of ${domain} is kept for ${maxAge} s only`,
        "An attacker who blocks the policy's server has only to wait that long.",
        `Set mtaStsMaxAge to ${MIN_AGE_SECONDS} or more.`,
      ),
    );
  return details;
}

function asPlanned(id: string, fetched: FetchedPolicy, { planned, url }: ObservedMtaSts): Detail[] {
  if (planned === undefined || !("body" in fetched)) return [];
  if (lines(fetched.body) !== lines(planned.content))
    return [
      warning(
        `${url} serves another policy than the stack's settings describe`,
        "Senders follow the file.",
        "Serve the file that `ses-smtp dns` prints, then change the record's id.",
      ),
    ];
  if (id !== planned.id)
    return [
      warning(
        `the MTA-STS record has the id ${id}, not ${planned.id}`,
        "Senders fetch a new policy only when the id changes.",
        `Set it to v=STSv1; id=${planned.id};`,
      ),
    ];
  return [];
}

function lines(text: string): string {
  return text.trim().split(/\r?\n/).join("\n");
}
