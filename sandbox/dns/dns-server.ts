import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket as TcpSocket } from "node:net";
import dnsPacket, { type Packet, type Question } from "dns-packet";
import { LOOPBACK } from "../shared/listen";
import { answerFrom, type Zone } from "./zone-data";

/** A DNS server on the loopback address, UDP and TCP on one port. */
export interface DnsServer {
  port: number;
  close(): Promise<void>;
}

export interface DnsServerOptions {
  /** What the zones' own servers know: answers to queries that ask for no recursion. */
  zones(): readonly Zone[];
  /** What a resolver knows, if that is something else. */
  cached?(): readonly Zone[];
  /** Replaces the answer, for tests of clients. */
  fault?(question: Question, recursive: boolean): DnsFault | undefined;
}

export type DnsFault =
  /** No answer at all. */
  | "silent"
  | "SERVFAIL"
  /** An answer without the AA bit and without records, as of a server that does not have the zone. */
  | "lame"
  /** Over UDP only the beginning, so that clients ask again over TCP. */
  | "truncated"
  | "garbled";

/**
 * One server for both roles: a query that asks for recursion is a resolver's to answer, any other one an authoritative
 * server's.
 */
export async function startDnsServer(options: DnsServerOptions): Promise<DnsServer> {
  const { udp, tcp, port } = await bind();
  udp.on("message", (message, { port: from, address }) => {
    const reply = respond(message, options, "udp");
    if (reply !== undefined) udp.send(reply, from, address);
  });
  const sockets = new Set<TcpSocket>();
  tcp.on("connection", socket => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    socket.once("data", data => {
      const reply = respond(data.subarray(2), options, "tcp");
      if (reply === undefined) return;
      const length = Buffer.alloc(2);
      length.writeUInt16BE(reply.length);
      socket.end(Buffer.concat([length, reply]));
    });
  });
  return {
    port,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await Promise.all([
        new Promise<void>(resolve => udp.close(() => resolve())),
        new Promise<void>(resolve => tcp.close(() => resolve())),
      ]);
    },
  };
}

/** Ports that the system picks may be free for one protocol only. */
const MAX_BINDS = 20;

async function bind(): Promise<{ udp: Socket; tcp: Server; port: number }> {
  for (let attempt = 1; ; attempt++) {
    const udp = createSocket("udp4");
    udp.bind(0, LOOPBACK);
    await once(udp, "listening");
    const { port } = udp.address();
    const tcp = createServer();
    try {
      tcp.listen(port, LOOPBACK);
      await once(tcp, "listening");
      return { udp, tcp, port: (tcp.address() as AddressInfo).port };
    } catch (error) {
      udp.close();
      if (attempt >= MAX_BINDS) throw error;
    }
  }
}

/** @returns undefined for what is not answered */
function respond(message: Buffer, options: DnsServerOptions, over: "udp" | "tcp"): Buffer | undefined {
  let query: dnsPacket.DecodedPacket;
  try {
    query = dnsPacket.decode(message);
  } catch {
    return undefined;
  }
  const [question] = query.questions ?? [];
  if (question === undefined || query.type !== "query") return undefined;
  const recursive = query.flag_rd;
  const fault = options.fault?.(question, recursive);
  if (fault === "silent") return undefined;
  if (fault === "garbled") return Buffer.from("not a DNS message");
  const base: Packet = {
    type: "response",
    ...(query.id === undefined ? {} : { id: query.id }),
    questions: [question],
  };
  if (fault === "SERVFAIL") return encode(base, RCODES.SERVFAIL);
  if (fault === "lame") return encode(base, RCODES.NOERROR);
  if (fault === "truncated" && over === "udp") return encode(base, dnsPacket.TRUNCATED_RESPONSE);
  const zones = recursive ? (options.cached ?? options.zones)() : options.zones();
  const { rcode, isAuthoritative, ...sections } = answerFrom(zones, question, recursive);
  const flags =
    RCODES[rcode] |
    (isAuthoritative ? dnsPacket.AUTHORITATIVE_ANSWER : 0) |
    (recursive ? dnsPacket.RECURSION_DESIRED | dnsPacket.RECURSION_AVAILABLE : 0);
  const reply = encode({ ...base, ...sections }, flags);
  const limit = over === "udp" ? payloadOf(query) : Infinity;
  return reply.length > limit ? encode(base, flags | dnsPacket.TRUNCATED_RESPONSE) : reply;
}

/** https://www.iana.org/assignments/dns-parameters */
const RCODES = { NOERROR: 0, SERVFAIL: 2, NXDOMAIN: 3, REFUSED: 5 } as const;

/** dns-packet writes the response code as part of the flags. */
function encode(packet: Packet, flags: number): Buffer {
  return dnsPacket.encode({ ...packet, flags });
}

/** RFC 6891 §6.2.3; without EDNS 512. */
function payloadOf({ additionals = [] }: Packet): number {
  const option = additionals.find(each => each.type === "OPT");
  return Math.max(512, (option as { udpPayloadSize?: number } | undefined)?.udpPayloadSize ?? 0);
}
