import type { Answer, Packet, Question } from "dns-packet";
import { LOOPBACK } from "../shared/listen";

/** A record; the value as in the stack's output `dnsRecords`: TXT without quotes, `10 host` for MX. */
export interface ZoneRecord {
  name: string;
  type: "A" | "AAAA" | "CNAME" | "MX" | "NS" | "TXT";
  value: string;
  /** In seconds. */
  ttl?: number;
}

/** A zone that a server is authoritative for. SOA and NS are added. */
export interface Zone {
  name: string;
  records: readonly ZoneRecord[];
}

type Reply = Pick<Packet, "answers" | "authorities"> & {
  rcode: "NOERROR" | "NXDOMAIN" | "REFUSED";
  isAuthoritative: boolean;
};

const TTL_SECONDS = 300;

/** RFC 2308 §5: how long the absence of a name may be kept. */
const NEGATIVE_TTL_SECONDS = 900;

/**
 * What a server with these zones answers. Chains of CNAMEs are followed as far as the zones go.
 *
 * @param recursive answers for every name, as a resolver that knows of nothing but these zones
 */
export function answerFrom(zones: readonly Zone[], { name, type }: Question, recursive: boolean): Reply {
  const answers: Answer[] = [];
  let at = name.toLowerCase();
  for (let hops = 0; hops < MAX_CNAMES; hops++) {
    const zone = zoneOf(zones, at);
    if (zone === undefined) break;
    const all = allRecords(zone);
    const own = all.filter(record => record.name.toLowerCase() === at);
    const matching = own.filter(record => record.type === type);
    if (matching.length > 0) {
      return found([...answers, ...matching.map(resourceOf)], !recursive);
    }
    const alias = own.find(record => record.type === "CNAME");
    if (alias === undefined) {
      if (answers.length > 0) return found(answers, !recursive, [soaOf(zone)]);
      if (type === "SOA" && at === zone.name) return found([soaOf(zone)], !recursive);
      const exists = own.length > 0 || all.some(record => record.name.toLowerCase().endsWith(`.${at}`));
      const rcode = exists ? "NOERROR" : "NXDOMAIN";
      return { rcode, answers: [], authorities: [soaOf(zone)], isAuthoritative: !recursive };
    }
    answers.push(resourceOf(alias));
    at = alias.value.toLowerCase();
  }
  if (answers.length > 0) return found(answers, !recursive);
  if (!recursive) return { rcode: "REFUSED", isAuthoritative: false };
  return {
    rcode: "NXDOMAIN",
    answers: [],
    authorities: [soaOf({ name: ".", records: [] })],
    isAuthoritative: false,
  };
}

const MAX_CNAMES = 8;

function found(answers: Answer[], isAuthoritative: boolean, authorities: Answer[] = []): Reply {
  return { rcode: "NOERROR", answers, authorities, isAuthoritative };
}

/** The zone with the longest name. */
function zoneOf(zones: readonly Zone[], name: string): Zone | undefined {
  return zones
    .filter(zone => name === zone.name || name.endsWith(`.${zone.name}`))
    .sort((a, b) => b.name.length - a.name.length)[0];
}

function allRecords({ name, records }: Zone): ZoneRecord[] {
  const ns = `ns1.${name}`;
  const hasServers = records.some(record => record.type === "NS" && record.name === name);
  return [
    ...records,
    ...(hasServers ? [] : [{ name, type: "NS", value: ns } as const]),
    { name: ns, type: "A", value: LOOPBACK },
  ];
}

function soaOf({ name }: Pick<Zone, "name" | "records">): Answer {
  const under = (label: string) => (name === "." ? label : `${label}.${name}`);
  return {
    name,
    type: "SOA",
    ttl: NEGATIVE_TTL_SECONDS,
    data: {
      mname: under("ns1"),
      rname: under("hostmaster"),
      ...{ serial: 1, refresh: 7_200, retry: 900, expire: 1_209_600, minimum: NEGATIVE_TTL_SECONDS },
    },
  };
}

function resourceOf({ name, type, value, ttl = TTL_SECONDS }: ZoneRecord): Answer {
  switch (type) {
    case "TXT":
      return { name, type, ttl, data: value.match(/.{1,255}/gs) ?? [""] };
    case "MX": {
      const [preference = "0", exchange = ""] = value.split(" ");
      return { name, type, ttl, data: { preference: Number(preference), exchange } };
    }
    default:
      return { name, type, ttl, data: value };
  }
}
