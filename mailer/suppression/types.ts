/** An address that must not be sent to. */
export interface Suppression {
  address: string;
  /** Such as `bounce`, `complaint`, `manual`. */
  reason: string;
  source?: string;
  createdAt?: Date;
  /** Default: never. */
  expiresAt?: Date;
}

/** A store of suppressed addresses. */
export interface SuppressionList {
  /** @returns the currently suppressed ones among the addresses */
  find(addresses: readonly string[]): Promise<readonly Suppression[]>;
}

export interface SuppressionOptions {
  list: SuppressionList;
  /**
   * When the list cannot be read: "send" (fail open: delivery matters more; SES's account-level list still applies) or
   * "refuse" (fail closed: reputation matters more).
   */
  whenUnavailable: "send" | "refuse";
  /** Time limit for the list, ms. 5 s. */
  timeoutMs?: number;
}
