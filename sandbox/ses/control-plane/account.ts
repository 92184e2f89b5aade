import { z } from "zod";

import type { Operations } from "./api";

/** The settings of an account with production access: recipients need no verification. */
export interface Account {
  sendingEnabled: boolean;
  suppressedReasons: string[];
}

export const newAccount = (): Account => ({
  sendingEnabled: true,
  suppressedReasons: ["BOUNCE", "COMPLAINT"],
});

const sendingRequest = z.object({ SendingEnabled: z.boolean().default(false) });
const suppressionRequest = z.object({
  SuppressedReasons: z.array(z.enum(["BOUNCE", "COMPLAINT"])).default([]),
});

export function accountOperations(account: Account, sentMessages: () => number): Operations {
  return {
    "GET /v2/email/account": () => ({
      DedicatedIpAutoWarmupEnabled: false,
      EnforcementStatus: "HEALTHY",
      ProductionAccessEnabled: true,
      SendQuota: { Max24HourSend: 50_000, MaxSendRate: 14, SentLast24Hours: sentMessages() },
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
