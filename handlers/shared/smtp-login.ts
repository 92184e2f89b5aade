import SMTPConnection from "nodemailer/lib/smtp-connection";
import { isImplicitTlsPort } from "../../records/smtp-ports";

/** Where a login is tried; the port decides how TLS begins. `ca` only if no public authority signed the endpoint's certificate. */
export interface SmtpEndpoint {
  host: string;
  port: number;
  ca?: string;
}

/** `accepted` is 235, `refused` is 535; anything else says nothing about the credential. */
export type LoginAnswer = { kind: "accepted" } | { kind: "refused" } | { kind: "unknown"; reason: string };

/**
 * From the start to the answer, whatever the server does. Long enough for a slow TLS handshake across regions, short
 * enough for another try within a lease.
 */
const MAX_LOGIN_MS = 8_000;

/**
 * Logs in as a mail client would (EHLO, STARTTLS unless TLS is on already, AUTH; RFC 4954) and closes the connection.
 * Never rejects: a connection that fails is an answer too, and so is a server that takes too long. nodemailer's own
 * timeouts bound how long nothing is received, so a server that sends a byte now and then would outlast them all.
 *
 * @returns within 8 seconds. A reason never contains the password: it consists of SMTP replies and socket errors
 */
export function tryLogin(endpoint: SmtpEndpoint, user: string, password: string): Promise<LoginAnswer> {
  return new Promise(resolve => {
    const connection = new SMTPConnection({
      host: endpoint.host,
      port: endpoint.port,
      secure: isImplicitTlsPort(endpoint.port),
      requireTLS: true,
      connectionTimeout: MAX_LOGIN_MS,
      greetingTimeout: MAX_LOGIN_MS,
      socketTimeout: MAX_LOGIN_MS,
      socketCloseTimeout: 0, // close() destroys the socket
      tls: { minVersion: "TLSv1.2", ...(endpoint.ca === undefined ? {} : { ca: endpoint.ca }) },
    });
    const answer = (login: LoginAnswer) => {
      clearTimeout(deadline);
      connection.close();
      resolve(login);
    };
    const deadline = setTimeout(() => {
      answer({ kind: "unknown", reason: `the login took more than ${MAX_LOGIN_MS / 1000} s` });
    }, MAX_LOGIN_MS);
    connection.on("error", (error: Error) => answer({ kind: "unknown", reason: error.message }));
    connection.connect(() => {
      connection.login({ credentials: { user, pass: password } }, error => {
        if (!error) return answer({ kind: "accepted" });
        const code = (error as { responseCode?: number }).responseCode;
        answer(code === 535 ? { kind: "refused" } : { kind: "unknown", reason: error.message });
      });
    });
  });
}
