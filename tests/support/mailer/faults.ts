import type tls from "node:tls";

/** Where in the protocol the server may misbehave. `end`: after the final dot, the message not taken; `taken`: it was. */
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
  /** Nothing more is said on this connection. */
  | { kind: "hang" };

export interface InjectedFault {
  stage: Stage;
  action: Action;
}

/** What became of one message, by its subject. */
export interface Ledger {
  taken: number;
  /** Of these, the 250 that went out. */
  confirmed: number;
  /** Of these, the client went on after: it has read it. On a busy machine its patience may end just before. */
  read: number;
  truncated: number;
}

export const NOTHING: Ledger = { taken: 0, confirmed: 0, read: 0, truncated: 0 };

/** The last line that every test message ends with: without it, it was cut. */
export const LAST_LINE = "-- end --";

export interface FaultyServerOptions {
  /** Offers STARTTLS with it. */
  certificate?: { cert: string; key: string } & Pick<tls.SecureContextOptions, "minVersion" | "maxVersion">;
  secure?: boolean;
  extensions?: readonly string[];
  /** Judges a login; everything is right without it. */
  login?: (user: string, password: string) => boolean;
}
