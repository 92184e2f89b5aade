import type { Answer as Resource, DecodedPacket, Question } from "dns-packet";
import type { DnsReply } from "./client";

/** The types of records that the checks ask for. */
export type AskedType = "A" | "AAAA" | "CNAME" | "MX" | "NS" | "SOA" | "TXT";

/** What a server says about a name and a type. */
export type Answer =
  | {
      kind: "records";
      /** As in {@link DnsRecord}: TXT joined, `10 host` for MX, names in lower case without the final dot. */
      values: string[];
      /** Seconds that the server lets others keep it. */
      ttl: number;
      /** The name's CNAME, if the records belong to another name. */
      alias?: string;
    }
  | {
      kind: "absent";
      /** Whether the name has records of another type, or names below it. */
      nameExists: boolean;
      /** Seconds that others may keep the absence (RFC 2308 §5). */
      ttl?: number;
      /** The name's CNAME; its target has no such records, or the server does not know. */
      alias?: string;
    }
  /** The server is not the name's; others are. */
  | { kind: "referral"; servers: string[] }
  | { kind: "failed"; reason: string };

/** @param authoritative whether an answer without the AA bit counts: a server that is asked for its own zone must set it */
export function readAnswer(
  reply: DnsReply,
  { name, type }: Pick<Question, "name"> & { type: AskedType },
  authoritative: boolean,
): Answer {
  if ("failed" in reply) return { kind: "failed", reason: reply.failed };
  const { packet } = reply;
  const rcode = (packet as DecodedPacket & { rcode: string }).rcode;
  if (rcode !== "NOERROR" && rcode !== "NXDOMAIN") return { kind: "failed", reason: rcode };
  const answers = packet.answers ?? [];
  const authorities = packet.authorities ?? [];
  const alias = type === "CNAME" ? undefined : aliasOf(answers, name);
  const owner = alias === undefined ? name.toLowerCase() : lastAlias(answers, name);
  const found = answers.filter(each => each.type === type && nameOf(each) === owner);
  const isOurs = packet.flag_aa;
  if (found.length > 0 && (isOurs || !authoritative))
    return {
      kind: "records",
      values: found.map(valueOf),
      ttl: Math.min(...answers.map(ttlOf)),
      ...(alias === undefined ? {} : { alias }),
    };
  const servers = authorities.filter(each => each.type === "NS").map(valueOf);
  if (authoritative && !isOurs)
    return servers.length > 0
      ? { kind: "referral", servers }
      : { kind: "failed", reason: "it is not an authoritative server of the zone" };
  const ttl = negativeTtl(authorities);
  return {
    kind: "absent",
    nameExists: rcode === "NOERROR",
    ...(ttl === undefined ? {} : { ttl }),
    ...(alias === undefined ? {} : { alias }),
  };
}

function aliasOf(answers: readonly Resource[], name: string): string | undefined {
  const own = answers.find(each => each.type === "CNAME" && nameOf(each) === name.toLowerCase());
  return own && valueOf(own);
}

/** The end of a chain of CNAMEs; a loop ends where it begins. */
function lastAlias(answers: readonly Resource[], name: string): string {
  let at = name.toLowerCase();
  const seen = new Set<string>();
  for (;;) {
    const next = aliasOf(answers, at);
    if (next === undefined || seen.has(next)) return at;
    seen.add(next);
    at = next;
  }
}

function nameOf({ name }: Resource): string {
  return name.toLowerCase();
}

function ttlOf(resource: Resource): number {
  return "ttl" in resource ? (resource.ttl ?? 0) : 0;
}

function valueOf(resource: Resource): string {
  switch (resource.type) {
    case "TXT":
      return Buffer.concat([resource.data].flat().map(part => Buffer.from(part))).toString();
    case "MX":
      return `${resource.data.preference ?? 0} ${host(resource.data.exchange)}`;
    case "SOA":
      return host(resource.data.mname);
    case "CNAME":
    case "NS":
      return host(resource.data);
    default:
      return String((resource as { data?: unknown }).data);
  }
}

function host(name: string): string {
  return name.toLowerCase().replace(/\.$/, "");
}

/** RFC 2308 §5: the lower of the SOA record's TTL and its minimum. */
function negativeTtl(authorities: readonly Resource[]): number | undefined {
  const soa = authorities.find(each => each.type === "SOA");
  if (soa === undefined) return undefined;
  return Math.min(ttlOf(soa), soa.data.minimum ?? Infinity);
}
