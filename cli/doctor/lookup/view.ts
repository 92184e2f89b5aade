import { isIP } from "node:net";
import { type Answer, type AskedType, readAnswer } from "./answer";
import { askServer, type DnsServer } from "./client";

/** What is true and what the world sees of it. */
export interface Look {
  name: string;
  type: AskedType;
  /** By the zone's own servers; failed if they could not be asked. */
  published: Answer;
  /** By the resolver, which may still have an older answer. */
  seen: Answer;
}

/** The servers of a zone, by their own names. */
export interface ZoneServers {
  zone: string;
  servers: { host: string; addresses: string[] }[];
}

export interface DnsView {
  /** Asks both the zone's own servers and the resolver. */
  look(name: string, type: AskedType): Promise<Look>;
  /** Asks the resolver only: for the zones of others. */
  resolve(name: string, type: AskedType): Promise<Answer>;
  /** Undefined if no zone above the name has a known server. */
  zoneOf(name: string): Promise<ZoneServers | undefined>;
  /** Asks one server for the SOA of a zone, as a secondary would. */
  askForZone(zone: string, address: string): Promise<Answer>;
}

/** More than the records of ten domains need; an include tree or a chain of referrals without end stops here. */
const MAX_QUESTIONS = 3_000;

/** A zone may have more; the first that answers is enough. */
const MAX_SERVERS_ASKED = 3;

const MAX_REFERRALS = 4;

/**
 * The DNS as a zone's servers publish it and as a resolver sees it. Each question is asked once.
 *
 * @param resolvers in the order in which they are tried; the port of the first is also that of the zones' own servers
 */
export function dnsView(resolvers: readonly DnsServer[]): DnsView {
  const port = resolvers[0]?.port ?? 53;
  const asked = new Map<string, Promise<Answer>>();
  const zones = new Map<string, Promise<ZoneServers | undefined>>();
  let questions = 0;

  const memoized = (key: string, ask: () => Promise<Answer>) => {
    const known = asked.get(key);
    if (known !== undefined) return known;
    if (++questions > MAX_QUESTIONS)
      return Promise.resolve<Answer>({ kind: "failed", reason: `more than ${MAX_QUESTIONS} questions` });
    const answer = ask();
    asked.set(key, answer);
    return answer;
  };

  const resolve = (name: string, type: AskedType) =>
    memoized(`${type} ${name.toLowerCase()}`, async () => {
      const reasons: string[] = [];
      for (const server of resolvers) {
        const answer = readAnswer(await askServer(server, { name, type }, true), { name, type }, false);
        if (answer.kind !== "failed") return answer;
        reasons.push(`${server.address}: ${answer.reason}`);
      }
      return { kind: "failed", reason: reasons.join(", ") };
    });

  const addressesOf = async (host: string): Promise<string[]> => {
    if (isIP(host)) return [host];
    const v4 = await resolve(host, "A");
    if (v4.kind === "records") return v4.values;
    const v6 = await resolve(host, "AAAA");
    return v6.kind === "records" ? v6.values : [];
  };

  const serversAt = (zone: string): Promise<ZoneServers | undefined> => {
    const known = zones.get(zone);
    if (known !== undefined) return known;
    const found = resolve(zone, "NS").then(async answer => {
      if (answer.kind === "failed") return undefined;
      if (answer.kind === "records" && answer.alias === undefined)
        return {
          zone,
          servers: await Promise.all(
            answer.values.map(async host => ({ host, addresses: await addressesOf(host) })),
          ),
        };
      const parent = zone.split(".").slice(1).join(".");
      return parent === "" ? undefined : serversAt(parent);
    });
    zones.set(zone, found);
    return found;
  };

  /** Zone cuts at names with an underscore are rare, and found as referrals. */
  const zoneOf = (name: string) => serversAt(name.toLowerCase().replace(/^(?:[^.]+\.)*_[^.]+\./, ""));

  const askHosts = async (
    hosts: readonly string[],
    name: string,
    type: AskedType,
    depth: number,
  ): Promise<Answer> => {
    let last: Answer = { kind: "failed", reason: "the zone has no server with an address" };
    for (const address of hosts.slice(0, MAX_SERVERS_ASKED)) {
      last = readAnswer(await askServer({ address, port }, { name, type }, false), { name, type }, true);
      if (last.kind === "referral" && depth < MAX_REFERRALS) {
        const next = (await Promise.all(last.servers.map(addressesOf))).flat();
        return askHosts(next, name, type, depth + 1);
      }
      if (last.kind === "records" || last.kind === "absent") return last;
    }
    return last;
  };

  const published = async (name: string, type: AskedType): Promise<Answer> => {
    const found = await zoneOf(name);
    if (found === undefined) return { kind: "failed", reason: `no zone above ${name} was found` };
    const answer = await askHosts(
      found.servers.flatMap(({ addresses }) => addresses),
      name,
      type,
      0,
    );
    // The records behind a CNAME are often in another zone, which the name's own servers do not know.
    if (answer.kind !== "absent" || answer.alias === undefined) return answer;
    const behind = await resolve(answer.alias, type);
    return behind.kind === "records" ? { ...behind, alias: answer.alias } : answer;
  };

  return {
    resolve,
    zoneOf,
    look: async (name, type) => {
      const seen = resolve(name, type);
      const own = memoized(`published ${type} ${name.toLowerCase()}`, () => published(name, type));
      return { name, type, published: await own, seen: await seen };
    },
    askForZone: async (zone, address) =>
      readAnswer(
        await askServer({ address, port }, { name: zone, type: "SOA" }, false),
        { name: zone, type: "SOA" },
        true,
      ),
  };
}

/** What to judge: what is published, or what is seen of it if the zone's own servers could not be asked. */
export function truth({ published, seen }: Look): Answer {
  return published.kind === "failed" || published.kind === "referral" ? seen : published;
}

/** @throws Error if nobody could be asked, which makes the check fail */
export function valuesOf(answer: Answer, what: string): string[] {
  if (answer.kind === "failed") throw new Error(`${what}: ${answer.reason}`);
  return answer.kind === "records" ? answer.values : [];
}
