import type * as pulumi from "@pulumi/pulumi";
import type { Account } from "./account";
import type { Alerts } from "./alerts";
import type { Failures } from "./failures";
import type { Identity } from "./identity";
import type { Settings } from "./settings";
import type { Store } from "./store";

/** What every capability builds on; index.ts creates it, and each capability takes it as its one argument. */
export interface Foundation {
  /** The stack's name. */
  readonly stack: string;
  readonly settings: Settings;
  readonly account: Account;
  readonly store: Store;
  readonly identity: Identity;
  readonly failures: Failures;
  readonly alerts: Alerts;
  /** ARNs that an SMTP user may send through: identities, the recipient's included, and configuration sets. */
  readonly sendingResources: pulumi.Output<string>[];
}
