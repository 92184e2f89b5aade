/** Why a login should be stopped. */
export type Verdict = RateVerdict | BurstVerdict;

export interface RateVerdict {
  rule: "bounces" | "complaints";
  /** Different recipients whose mail bounced, or complaints. */
  count: number;
  domains: number;
  /** Recipients of all mail of these days. */
  sent: number;
  days: number;
  /** When the newest mail that counts was sent; ms since 1970. */
  lastAt: number;
}

export interface BurstVerdict {
  rule: "burst";
  /** Hours since 1970. */
  hour: number;
  /** Of this hour, from new networks. */
  recipients: number;
  networks: number;
  /** The 95th percentile of the recipients in an hour with mail. */
  usual: number;
  lastAt: number;
}
