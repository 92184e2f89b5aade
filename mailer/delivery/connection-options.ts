import type { SMTPConnectionOptions } from "nodemailer/lib/smtp-connection";
import type { Target } from "../config/target";
import type { Timeouts } from "./timeouts";

/** How long the server may take to answer QUIT and close its side. */
export const MAX_CLOSE_MS = 1_000;

/** Certificates are verified whatever NODE_TLS_REJECT_UNAUTHORIZED says. */
export function connectionOptions(target: Target, timeouts: Timeouts): SMTPConnectionOptions {
  return {
    host: target.host,
    port: target.port,
    secure: target.secure,
    requireTLS: target.requireTls && !target.secure,
    ...(target.ehloName !== undefined && { name: target.ehloName }),
    connectionTimeout: timeouts.connectMs,
    greetingTimeout: timeouts.greetingMs,
    socketTimeout: timeouts.socketMs,
    socketCloseTimeout: MAX_CLOSE_MS,
    tls: {
      minVersion: "TLSv1.2",
      rejectUnauthorized: true,
      ...(target.ca === undefined ? {} : { ca: target.ca }),
    },
  };
}
