import type { AcceptedMessage } from "../submission/accepted-message";
import type { SendingAccount } from "../submission/sender-policy";
import { type Account, accountOperations, maySend, newAccount } from "./account";
import { AccountSuppression } from "./account-suppression";
import type { ApiRequest, ApiResponse } from "./api";
import {
  type ConfigurationSet,
  type ConfigurationSets,
  configurationSetOperations,
  isSendingEnabled,
} from "./configuration-sets";
import { identityOperations } from "./identities";
import { type DnsFindings, type EmailIdentities, identityNamed, isVerified } from "./identity";
import { identityPolicyOperations } from "./identity-policies";
import { answerQuery } from "./query-api";
import { createRouter } from "./router";
import { sendEmailOperations } from "./send-email";
import { SendingQuota } from "./sending-quota";
import { type SuppressionList, suppressionOperations } from "./suppression";
import { type Tagged, tagOperations } from "./tags";

export interface ControlPlaneOptions {
  region: string;
  accountId: string;
  now: () => Date;
  /** Called for each message that SendEmail accepts. */
  onAccepted: (message: AcceptedMessage) => void;
}

export interface ControlPlane {
  api: (request: ApiRequest) => ApiResponse;
  /** What SMTP submission needs from it. */
  sending: SendingAccount;
  /** What AWS decides about the account. */
  account: Account;
  suppression: AccountSuppression;
  /** What SES has found in DNS about an identity. @throws ApiError if there is none */
  dnsFindings(identity: string): DnsFindings;
  configurationSet(name: string): ConfigurationSet | undefined;
  reset(): void;
}

/** SESv2's control plane in memory: identities, configuration sets, account, suppression list and tags. */
export function createControlPlane(options: ControlPlaneOptions): ControlPlane {
  const { region, accountId, now, onAccepted } = options;
  const identities: EmailIdentities = new Map();
  const sets: ConfigurationSets = new Map();
  const suppressed: SuppressionList = new Map();
  const account = newAccount();
  const quota = new SendingQuota(now);

  const byArn = (arn: string): Tagged | undefined => {
    const prefix = `arn:aws:ses:${region}:${accountId}:`;
    const [, kind, name = ""] = /^(identity|configuration-set)\/(.+)$/.exec(arn.replace(prefix, "")) ?? [];
    if (!arn.startsWith(prefix)) return undefined;
    return kind === "identity" ? identities.get(name) : sets.get(name);
  };

  const sending: SendingAccount = {
    region,
    accountId,
    hasProductionAccess: () => account.productionAccess,
    takeQuota: recipients => quota.take(recipients, account.limits),
    sendingEnabled: () => maySend(account),
    identity: name => {
      const found = identities.get(name);
      if (found === undefined || !isVerified(found)) return undefined;
      return found.configurationSet ? { defaultConfigurationSet: found.configurationSet } : {};
    },
    configurationSet: name => {
      const found = sets.get(name);
      return found && { sendingEnabled: isSendingEnabled(found) };
    },
  };

  const route = createRouter({
    ...sendEmailOperations({ account: sending, now, onAccepted }),
    ...identityOperations(identities, sets, { now, region }),
    ...identityPolicyOperations(identities),
    ...configurationSetOperations(sets),
    ...accountOperations(account, quota),
    ...suppressionOperations(suppressed, account, now),
    ...tagOperations(byArn),
  });

  return {
    api: request => answerQuery(request, identities) ?? route(request),
    account,
    suppression: new AccountSuppression(suppressed, account, now),
    dnsFindings: name => identityNamed(identities, name).dns,
    configurationSet: name => sets.get(name),
    sending,
    reset() {
      for (const store of [identities, sets, suppressed]) store.clear();
      for (const key of ["validation", "review"] as const) delete account[key];
      Object.assign(account, newAccount());
      quota.reset();
    },
  };
}
