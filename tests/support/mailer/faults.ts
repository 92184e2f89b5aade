import type tls from "node:tls";

/** Where in the protocol the server may misbehave. `end`: after the final dot, without accepting the message; `taken`: after accepting it. */
export const STAGES = [
  "greeting",
  "ehlo",
  "auth",
  "mail",
  "rcpt",
  "data",
  "body",
  "end",
  "taken",
  "rset",
] as const;
export type Stage = (typeof STAGES)[number] | "starttls";

export type Action =
  | { kind: "drop" }
  /** Part of a reply, then the connection ends. */
  | { kind: "half"; text: string }
  | { kind: "reply"; text: string }
  | { kind: "slow"; ms: number }
  /** One byte every `everyMs`, without end. */
  | { kind: "drip"; text: string; everyMs: number }
  /** The server sends nothing more on this connection. */
  | { kind: "hang" };

export interface InjectedFault {
  stage: Stage;
  action: Action;
}

/** What happened to one message, by its subject. */
export interface Ledger {
  taken: number;
  /** How many of these got a 250. */
  confirmed: number;
  /** After how many of these the client continued, so it had read the 250. On a busy machine it may time out just before. */
  read: number;
  truncated: number;
}

export const NOTHING: Ledger = { taken: 0, confirmed: 0, read: 0, truncated: 0 };

/** The last line of every test message: without it, the message was truncated. */
export const LAST_LINE = "-- end --";

export interface FaultyServerOptions {
  /** Offers STARTTLS with it. */
  certificate?: { cert: string; key: string } & Pick<tls.SecureContextOptions, "minVersion" | "maxVersion">;
  secure?: boolean;
  extensions?: readonly string[];
  /** Checks a login; default: accept any. */
  login?: (user: string, password: string) => boolean;
}
