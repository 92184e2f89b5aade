import type { ReceivingRule } from "../../../records/receiving-rules";

/** What the table says about one mailbox. */
export interface MailboxRules {
  /** In lower case. */
  mailbox: string;
  /** The enabled rules that forward to it; undefined if there are too many to read. */
  forwarding: readonly ReceivingRule[] | undefined;
  /**
   * For each domain of a `*@domain` among them, the patterns of all rules of that domain, enabled or not. `too many` to
   * fit into any policy, or `unread`: the table was not searched for them yet.
   */
  ofDomain: ReadonlyMap<string, readonly string[] | "too many" | "unread">;
}

/** More than any policy holds. */
export const MAX_RULES_OF_MAILBOX = 200;
export const MAX_RULES_OF_DOMAIN = 300;
