/** How long each part may take. Milliseconds. */
export interface Timeouts {
  /** Until the session can log in: DNS lookup, TCP, greeting, EHLO and TLS together. 15 s. */
  connectMs: number;
  /** From the TCP connection to the server's greeting, within `connectMs`. 10 s. */
  greetingMs: number;
  /** Without a byte from the server. 60 s: SES replies to a large message only after reading all of it. */
  socketMs: number;
  /** A message from its first attempt to its result, retries and their delays included. 5 min. */
  totalMs: number;
}

export const DEFAULT_TIMEOUTS: Timeouts = {
  connectMs: 15_000,
  greetingMs: 10_000,
  socketMs: 60_000,
  totalMs: 300_000,
};
