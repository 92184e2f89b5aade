import type { SendingAccount } from "../submission/sender-policy";
import { accountOperations, newAccount } from "./account";
import type { ApiRequest, ApiResponse } from "./api";
import { type ConfigurationSets, configurationSetOperations, isSendingEnabled } from "./configuration-sets";
import { type EmailIdentities, identityOperations } from "./identities";
import { createRouter } from "./router";
import { type SuppressionList, suppressionOperations } from "./suppression";
import { type Tagged, tagOperations } from "./tags";

export interface ControlPlaneOptions {
  region: string;
  accountId: string;
  now: () => Date;
  /** How many messages were accepted, for GetAccount. */
  sentMessages: () => number;
}

export interface ControlPlane {
  api: (request: ApiRequest) => ApiResponse;
  /** What SMTP submission needs from it. */
  account: SendingAccount;
  reset(): void;
}

/** SESv2's control plane in memory: identities, configuration sets, account, suppression list and tags. */
export function createControlPlane({
  region,
  accountId,
  now,
  sentMessages,
}: ControlPlaneOptions): ControlPlane {
  const identities: EmailIdentities = new Map();
  const sets: ConfigurationSets = new Map();
  const suppressed: SuppressionList = new Map();
  const account = newAccount();

  const byArn = (arn: string): Tagged | undefined => {
    const prefix = `arn:aws:ses:${region}:${accountId}:`;
    const [, kind, name = ""] = /^(identity|configuration-set)\/(.+)$/.exec(arn.replace(prefix, "")) ?? [];
    if (!arn.startsWith(prefix)) return undefined;
    return kind === "identity" ? identities.get(name) : sets.get(name);
  };

  return {
    api: createRouter({
      ...identityOperations(identities, sets, now),
      ...configurationSetOperations(sets),
      ...accountOperations(account, sentMessages),
      ...suppressionOperations(suppressed, now),
      ...tagOperations(byArn),
    }),
    account: {
      region,
      accountId,
      sendingEnabled: () => account.sendingEnabled,
      identity: name => {
        const found = identities.get(name);
        return found && (found.configurationSet ? { defaultConfigurationSet: found.configurationSet } : {});
      },
      configurationSet: name => {
        const found = sets.get(name);
        return found && { sendingEnabled: isSendingEnabled(found) };
      },
    },
    reset() {
      for (const store of [identities, sets, suppressed]) store.clear();
      Object.assign(account, newAccount());
    },
  };
}
