import { z } from "zod";

import type { Operations } from "./api";
import { USUAL_QUOTA, type SendingLimits, type SendingQuota } from "./sending-quota";

/** The account's settings; tests change what AWS decides. */
export interface Account {
  sendingEnabled: boolean;
  suppressedReasons: ("BOUNCE" | "COMPLAINT")[];
  /** Without it, the account is in SES's sandbox: every recipient must be verified. */
  productionAccess: boolean;
  limits: SendingLimits;
}

export const newAccount = (): Account => ({
  sendingEnabled: true,
  suppressedReasons: ["BOUNCE", "COMPLAINT"],
  productionAccess: true,
  limits: { ...USUAL_QUOTA },
});

const sendingRequest = z.object({ SendingEnabled: z.boolean().default(false) });
const suppressionRequest = z.object({
  SuppressedReasons: z.array(z.enum(["BOUNCE", "COMPLAINT"])).default([]),
});

export function accountOperations(account: Account, quota: SendingQuota): Operations {
  return {
    "GET /v2/email/account": () => ({
      DedicatedIpAutoWarmupEnabled: false,
      EnforcementStatus: "HEALTHY",
      ProductionAccessEnabled: account.productionAccess,
      SendQuota: {
        Max24HourSend: account.limits.max24HourSend,
        MaxSendRate: account.limits.maxSendRate,
        SentLast24Hours: quota.last24Hours(),
      },
      SendingEnabled: account.sendingEnabled,
      SuppressionAttributes: { SuppressedReasons: account.suppressedReasons },
    }),
    "PUT /v2/email/account/sending": ({ body }) => {
      account.sendingEnabled = sendingRequest.parse(body).SendingEnabled;
    },
    "PUT /v2/email/account/suppression": ({ body }) => {
      account.suppressedReasons = suppressionRequest.parse(body).SuppressedReasons;
    },
  };
}
