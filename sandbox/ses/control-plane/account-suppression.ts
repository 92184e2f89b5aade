import { z } from "zod";

import type { Account } from "./account";
import type { ConfigurationSet } from "./configuration-sets";
import type { SuppressionList } from "./suppression";

type Reason = "BOUNCE" | "COMPLAINT";

const setOptions = z.object({ SuppressedReasons: z.array(z.enum(["BOUNCE", "COMPLAINT"])) });

/** The account's suppression list as sending uses it, where case does not matter. */
export class AccountSuppression {
  constructor(
    private readonly list: SuppressionList,
    private readonly account: Account,
    private readonly now: () => Date,
  ) {}

  /**
   * The reasons that count: the configuration set's, if it has any of its own, override the account's
   * (https://docs.aws.amazon.com/ses/latest/dg/sending-email-suppression-list-config-level.html).
   */
  reasonsFor(set: ConfigurationSet | undefined): readonly Reason[] {
    const own = setOptions.safeParse(set?.options.SuppressionOptions);
    return own.success ? own.data.SuppressedReasons : this.account.suppressedReasons;
  }

  reasonFor(address: string): Reason | undefined {
    const wanted = address.toLowerCase();
    for (const entry of this.list.values()) if (entry.address.toLowerCase() === wanted) return entry.reason;
    return undefined;
  }

  add(address: string, reason: Reason): void {
    this.list.set(address, { address, reason, updatedAt: this.now() });
  }
}
