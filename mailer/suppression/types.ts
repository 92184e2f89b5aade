/** An address that must not be written to. */
export interface Suppression {
  address: string;
  /** Such as `bounce`, `complaint`, `manual`. */
  reason: string;
  source?: string;
  createdAt?: Date;
  /** Without it, for good. */
  expiresAt?: Date;
}

/** Where suppressed addresses are kept. */
export interface SuppressionList {
  /** @returns those of the addresses that are suppressed now */
  find(addresses: readonly string[]): Promise<readonly Suppression[]>;
}

export interface SuppressionOptions {
  list: SuppressionList;
  /**
   * When the list cannot be read: "send" (fail open: mail matters more; SES's own account-level list still holds) or
   * "refuse" (fail closed: reputation matters more).
   */
  whenUnavailable: "send" | "refuse";
  /** How long the list may take, ms. 5 s. */
  timeoutMs?: number;
}
