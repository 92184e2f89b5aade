import { randomInt } from "node:crypto";
import { createSocket } from "node:dgram";
import { isIPv6 } from "node:net";
import { connect } from "node:net";
import dnsPacket, { type DecodedPacket, type Packet, type Question } from "dns-packet";

/** A DNS server. */
export interface DnsServer {
  address: string;
  port: number;
}

/** An answer, or why there is none. Never an exception: a server that does not answer is something to report. */
export type DnsReply = { packet: DecodedPacket } | { failed: string };

/** UDP loses packets; a server that is up answers well within this. */
const MAX_TRY_MS = 2_000;
const MAX_TRIES = 2;

/** RFC 9715: fits every path without fragments. */
const UDP_PAYLOAD_BYTES = 1_232;

/**
 * Asks one server one question over UDP, and over TCP if the answer is truncated (RFC 7766). Node's own resolver tells
 * neither TTLs of TXT and CNAME records nor the authority section, so the packets are read here.
 *
 * @param recursive whether the server shall ask others: a resolver does, an authoritative server must not
 */
export async function askServer(
  server: DnsServer,
  { name, type }: Pick<Question, "name" | "type">,
  recursive: boolean,
): Promise<DnsReply> {
  const query: Packet = {
    type: "query",
    id: randomInt(0x10000),
    flags: recursive ? dnsPacket.RECURSION_DESIRED : 0,
    questions: [{ name, type }],
    additionals: [
      { type: "OPT", name: ".", udpPayloadSize: UDP_PAYLOAD_BYTES, flags: 0, options: [] } as never,
    ],
  };
  let reply: DnsReply = { failed: "not asked" };
  for (let attempt = 0; attempt < MAX_TRIES; attempt++) {
    reply = await overUdp(server, query);
    if ("packet" in reply) return reply.packet.flag_tc ? overTcp(server, query) : reply;
  }
  return reply;
}

function overUdp({ address, port }: DnsServer, query: Packet): Promise<DnsReply> {
  return new Promise(resolve => {
    const socket = createSocket(isIPv6(address) ? "udp6" : "udp4");
    const finish = (reply: DnsReply) => {
      clearTimeout(late);
      socket.close();
      resolve(reply);
    };
    const late = setTimeout(() => finish({ failed: `no answer within ${MAX_TRY_MS / 1_000} s` }), MAX_TRY_MS);
    socket.once("error", ({ message }) => finish({ failed: message }));
    // A connected socket drops what others send, and learns that nobody listens.
    socket.connect(port, address, () => {
      socket.on("message", message => {
        const packet = decoded(message, query);
        if (packet !== undefined) finish({ packet });
      });
      socket.send(dnsPacket.encode(query));
    });
  });
}

function overTcp({ address, port }: DnsServer, query: Packet): Promise<DnsReply> {
  return new Promise(resolve => {
    const socket = connect({ host: address, port });
    const finish = (reply: DnsReply) => {
      clearTimeout(late);
      socket.destroy();
      resolve(reply);
    };
    const late = setTimeout(
      () => finish({ failed: `no answer over TCP within ${MAX_TRY_MS / 1_000} s` }),
      MAX_TRY_MS,
    );
    let received = Buffer.alloc(0);
    socket.once("error", ({ message }) => finish({ failed: `TCP: ${message}` }));
    socket.once("close", () => finish({ failed: "TCP: the server closed the connection" }));
    socket.on("data", (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]); // a message has at most 64 kB
      if (received.length < 2 || received.length < 2 + received.readUInt16BE(0)) return;
      const packet = decoded(received.subarray(2, 2 + received.readUInt16BE(0)), query);
      finish(packet === undefined ? { failed: "TCP: the answer cannot be read" } : { packet });
    });
    socket.write(dnsPacket.streamEncode(query));
  });
}

/** @returns undefined for what is no answer to the query: anyone may send packets */
function decoded(message: Buffer, query: Packet): DecodedPacket | undefined {
  try {
    const packet = dnsPacket.decode(message);
    const [asked] = query.questions ?? [];
    const [answered] = packet.questions ?? [];
    const isSame =
      packet.type === "response" &&
      packet.id === query.id &&
      answered?.type === asked?.type &&
      answered?.name.toLowerCase() === asked?.name.toLowerCase();
    return isSame ? packet : undefined;
  } catch {
    return undefined;
  }
}
