import { connect as connectTcp, type Socket } from "node:net";
import { connect as connectTls, type TLSSocket } from "node:tls";
import { DAY_MS } from "../../../records/rotation";
import { type Detail, error, warning } from "../findings/finding";

/** What a port of the SMTP endpoint shows to a client that does not log in. */
export type ObservedPort = { port: number } & (
  | { kind: "ready"; auth: string[]; certificateEnds: number }
  | { kind: "failed"; stage: "connect" | "starttls" | "tls" | "ehlo"; reason: string }
);

interface SmtpPlace {
  host: string;
  port: number;
  implicit: boolean;
  ca?: string;
}

/** From the connection to the last reply, whatever the server does. */
const MAX_SESSION_MS = 10_000;

/** Of all replies together; SES sends less than a kilobyte. */
const MAX_REPLY_BYTES = 16_384;

/**
 * Connects as a mail client does, up to the point where it would log in: the certificate is verified against the host's name
 * and the CAs that Node trusts.
 *
 * @param place `implicit`: TLS begins with the connection (465), not with STARTTLS; `ca`: besides the public ones
 */
export function observePort(place: SmtpPlace): Promise<ObservedPort> {
  const { host, port, implicit, ca } = place;
  return new Promise(resolve => {
    let stage: "connect" | "starttls" | "tls" | "ehlo" = "connect";
    let socket: Socket | TLSSocket;
    const finish = (observed: ObservedPort) => {
      clearTimeout(late);
      socket.destroy();
      resolve(observed);
    };
    const fail = (reason: string) => finish({ port, kind: "failed", stage, reason });
    const late = setTimeout(() => fail(`no answer within ${MAX_SESSION_MS / 1_000} s`), MAX_SESSION_MS);
    const secure = (plain?: Socket) => {
      if (plain !== undefined) stage = "tls";
      const tls = connectTls({
        host,
        port,
        servername: host,
        minVersion: "TLSv1.2",
        ...(ca && { ca }),
        ...(plain && { socket: plain }),
      });
      socket = tls;
      if (plain === undefined) tls.once("connect", () => (stage = "tls"));
      tls.once("error", ({ message }: Error) => fail(message));
      tls.once("secureConnect", () => {
        stage = "ehlo";
        const ends = Date.parse(tls.getPeerCertificate().valid_to);
        void (async () => {
          if (plain === undefined) await reply(tls);
          const features = await say(tls, "EHLO doctor.invalid");
          const auth = /^AUTH[ =](.*)$/m.exec(features)?.[1]?.trim().split(/\s+/) ?? [];
          tls.write("QUIT\r\n");
          finish({ port, kind: "ready", auth, certificateEnds: ends });
        })().catch((problem: Error) => fail(problem.message));
      });
    };
    if (implicit) return secure();
    const plain = connectTcp({ host, port });
    socket = plain;
    plain.once("error", ({ message }) => fail(message));
    plain.once("connect", () => {
      stage = "starttls";
      void (async () => {
        await reply(plain);
        const features = await say(plain, "EHLO doctor.invalid");
        if (!/^STARTTLS$/m.test(features)) return fail("the server does not offer STARTTLS");
        await say(plain, "STARTTLS");
        secure(plain);
      })().catch((problem: Error) => fail(problem.message));
    });
  });
}

function say(socket: Socket, command: string): Promise<string> {
  socket.write(`${command}\r\n`);
  return reply(socket);
}

/** @returns the texts of a 2xx reply, one a line */
function reply(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    let received = "";
    const done = (settle: () => void) => {
      socket.off("data", read);
      socket.off("close", closed);
      settle();
    };
    const closed = () => done(() => reject(new Error("the server closed the connection")));
    const read = (chunk: Buffer) => {
      received += chunk.toString("latin1");
      if (received.length > MAX_REPLY_BYTES) return done(() => reject(new Error("the reply does not end")));
      const [, code = ""] = /(?:^|\n)(\d{3}) [^\n]*\r?\n$/.exec(received) ?? [];
      if (code === "") return;
      const texts = received
        .trimEnd()
        .split(/\r?\n/)
        .map(line => line.slice("250-".length));
      done(() =>
        code.startsWith("2") ? resolve(texts.join("\n")) : reject(new Error(received.trim().slice(0, 200))),
      );
    };
    socket.on("data", read);
    socket.once("close", closed);
  });
}

const MIN_CERTIFICATE_DAYS = 7;

export function judgePorts(ports: readonly ObservedPort[], host: string, now: number): Detail[] {
  const ready = ports.filter(each => each.kind === "ready");
  const failed = ports.filter(each => each.kind === "failed");
  const details: Detail[] = failed.map(({ port, stage, reason }) => {
    const what = `${host}:${port}: ${STAGES[stage]}: ${reason}`;
    if (stage === "tls")
      return error(
        what,
        "Mail clients refuse the connection, or warn; the network may be intercepting TLS.",
        "Compare the certificate with the one seen from another network: `openssl s_client -starttls smtp -connect HOST:PORT`.",
      );
    const why = "Mail clients in this network cannot use this port.";
    const remedy = "Use another port of the sheet (many networks block 25), or open it in the firewall.";
    return ready.length === 0 ? error(what, why, remedy) : warning(what, why, remedy);
  });
  for (const { port, auth, certificateEnds } of ready) {
    if (!auth.some(each => each === "PLAIN" || each === "LOGIN"))
      details.push(
        error(
          `${host}:${port} offers no AUTH that mail clients know (${auth.join(" ") || "none"})`,
          "Nobody can log in.",
          "Check smtpEndpointOverride: it should name an SMTP endpoint of SES.",
        ),
      );
    const days = Math.floor((certificateEnds - now) / DAY_MS);
    if (days < MIN_CERTIFICATE_DAYS)
      details.push(
        warning(
          `the certificate of ${host}:${port} ends in ${days} ${days === 1 ? "day" : "days"}`,
          "Mail clients refuse the connection then.",
          "Renew it; AWS renews those of its own endpoints.",
        ),
      );
  }
  return details;
}

const STAGES = {
  connect: "no connection",
  starttls: "no STARTTLS",
  tls: "TLS fails",
  ehlo: "no reply over TLS",
} as const;
