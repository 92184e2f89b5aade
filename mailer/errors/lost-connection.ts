import { ERROR_CODES, type ErrorCode } from "./codes";

/** A connection that failed before any reply, as programs and operating systems report it. */
interface Loss {
  text: RegExp;
  code: ErrorCode;
  /** In place of that of the code's own table. */
  remedy?: string;
}

/** The first match applies. */
const LOSSES: readonly Loss[] = [
  {
    text: /wrong version number|ssl3_get_record|packet length too long|record layer failure|does not look like a tls handshake|unrecognized ssl message|plaintext connection\?|unsupported or unrecognized ssl/i,
    code: "tls",
    remedy:
      "TLS began in the wrong way for the port: 587, 2587 and 25 use STARTTLS, 465 and 2465 TLS from the start.",
  },
  {
    text: /\bcert(?:ificate)?_?(?:\s|_|:)|unable_to_|self[- _]signed|x509|err_tls|err_ssl|pkix|depth_zero|hostname.{0,40}(?:mismatch|match)|tls handshake|before secure tls connection|unencrypted connection|starttls.{0,40}(?:not supported|not offered|required|failed)|ssl routines/i,
    code: "tls",
  },
  {
    text: /enotfound|eai_again|getaddrinfo|name or service not known|no such host|unknownhost|nodename nor servname|getaddresses|name resolution|host(?:name)? (?:not found|unknown)|could not resolve/i,
    code: "connection",
    remedy:
      "Check the host name, email-smtp.{region}.amazonaws.com, and the network's DNS; some regions of SES have no SMTP endpoint.",
  },
  {
    text: /etimedout|esockettimedout|timed? ?out|timeout|\(110\)|errno 110/i,
    code: "connection",
    remedy:
      "Something on the way, such as a firewall or a security group, drops the packets; port 25 is often blocked. Try ports 587, 2587, 465 and 2465.",
  },
  {
    text: /econnrefused|connection refused|actively refused|\(111\)|errno 111/i,
    code: "connection",
    remedy: "Nothing answers at this address: check host and port (587, 2587, 465 or 2465 for SES).",
  },
  {
    text: /econnreset|econnaborted|epipe|ehostunreach|enetunreach|econnection|esocket|connection (?:reset|closed|lost|aborted|failed|was closed|to .{1,80} failed)|lost connection|socket (?:closed|disconnected)|greeting never received|session (?:closed|ended) unexpectedly|closed unexpectedly|unexpectedly closed|broken pipe|no route to host|network is unreachable|could(?:n't| not) connect|unable to connect|failed to connect|cannot connect|\[eof\]|unexpected eof|: eof\b|socket hang ?up|server (?:has )?gone/i,
    code: "connection",
  },
];

export interface LostConnection {
  code: ErrorCode;
  meaning: string;
  remedy: string;
}

/** @returns undefined where the text is not about a connection */
export function lostConnection(log: string): LostConnection | undefined {
  const loss = LOSSES.find(({ text }) => text.test(log));
  if (!loss) return undefined;
  const { meaning, remedy } = ERROR_CODES[loss.code];
  return { code: loss.code, meaning, remedy: loss.remedy ?? remedy };
}
