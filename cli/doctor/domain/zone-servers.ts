import type { Answer } from "../lookup/answer";
import type { DnsView, ZoneServers } from "../lookup/view";
import { type Detail, error, warning } from "../findings/finding";

interface ObservedServers {
  domain: string;
  found: ZoneServers | undefined;
  /** What each address says about the zone. */
  answers: { host: string; address: string; answer: Answer }[];
}

/** More servers than this add nothing. */
const MAX_SERVERS = 8;

export async function observeServers(view: DnsView, domain: string): Promise<ObservedServers> {
  const found = await view.zoneOf(domain);
  const places = (found?.servers ?? []).flatMap(({ host, addresses }) =>
    addresses.map(address => ({ host, address })),
  );
  const answers = await Promise.all(
    places.slice(0, MAX_SERVERS).map(async place => ({
      ...place,
      answer: await view.askForZone(found?.zone ?? domain, place.address),
    })),
  );
  return { domain, found, answers };
}

const WHY =
  "Whoever asks such a server gets no answer, or an old one: records are found at times, and at times not.";

export function judgeServers({ domain, found, answers }: ObservedServers): Detail[] {
  if (found === undefined)
    return [
      error(
        `no zone for ${domain} was found`,
        "Nobody can look up any of its records: the domain is not registered, its registration has ended, or the resolver does not answer.",
        "Check the domain's registration, and the name servers that are set at the registrar.",
      ),
    ];
  const { zone } = found;
  const nowhere = found.servers.filter(({ addresses }) => addresses.length === 0);
  const failed = answers.filter(({ answer }) => answer.kind !== "records");
  if (answers.length > 0 && failed.length === answers.length)
    return [
      warning(
        `none of the name servers of ${zone} can be asked from here: ${failed.map(({ host, answer }) => `${host} (${reasonOf(answer)})`).join(", ")}`,
        "The other checks use what the resolver says, which may be an older answer.",
        "Run `ses-smtp doctor` where port 53 (UDP and TCP) is open.",
      ),
    ];
  return [
    ...nowhere.map(({ host }) =>
      warning(`the name server ${host} of ${zone} has no address`, WHY, remedy(zone)),
    ),
    ...failed.map(({ host, address, answer }) =>
      warning(
        `the name server ${host} (${address}) of ${zone} fails: ${reasonOf(answer)}`,
        WHY,
        remedy(zone),
      ),
    ),
  ];
}

function remedy(zone: string): string {
  return `Correct the NS records of ${zone}, at the registrar as well, or have the server repaired.`;
}

function reasonOf(answer: Answer): string {
  return answer.kind === "failed" ? answer.reason : "it does not know the zone";
}
