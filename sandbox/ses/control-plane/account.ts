import { z } from "zod";

import type { Operations } from "./api";
import { USUAL_QUOTA, type SendingLimits, type SendingQuota } from "./sending-quota";

type Plan = z.infer<typeof plan>;
const plan = z.enum(["NONE", "ESSENTIALS", "PRO", "ENTERPRISE"]);

/** The account's settings; tests change what AWS decides. */
export interface Account {
  sendingEnabled: boolean;
  /** AWS's verdict about the account's reputation: under review, or stopped. */
  enforcementStatus: "HEALTHY" | "PROBATION" | "SHUTDOWN";
  suppressedReasons: ("BOUNCE" | "COMPLAINT")[];
  /** Auto Validation, as it was put; absent: off. */
  validation?: Record<string, unknown>;
  /** Without it, the account is in SES's sandbox: every recipient must be verified. */
  productionAccess: boolean;
  /** Of the request for production access; absent: it was never made. */
  review?: { Status: "PENDING" | "FAILED" | "GRANTED" | "DENIED"; CaseId?: string };
  plan: { current: Plan; next?: Plan };
  limits: SendingLimits;
}

export const newAccount = (): Account => ({
  sendingEnabled: true,
  enforcementStatus: "HEALTHY",
  suppressedReasons: ["BOUNCE", "COMPLAINT"],
  productionAccess: true,
  plan: { current: "NONE" },
  limits: { ...USUAL_QUOTA },
});

/** "SHUTDOWN: Your account's ability to send email is currently paused": https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetAccount.html. */
export function maySend({ sendingEnabled, enforcementStatus }: Account): boolean {
  return sendingEnabled && enforcementStatus !== "SHUTDOWN";
}

const sendingRequest = z.object({ SendingEnabled: z.boolean().default(false) });
const suppressionRequest = z.object({
  SuppressedReasons: z.array(z.enum(["BOUNCE", "COMPLAINT"])).default([]),
  ValidationAttributes: z.record(z.string(), z.unknown()).optional(),
});
const pricingRequest = z.object({ Plan: plan });

export function accountOperations(account: Account, quota: SendingQuota): Operations {
  return {
    "GET /v2/email/account": () => accountDetail(account, quota),
    "PUT /v2/email/account/sending": ({ body }) => {
      account.sendingEnabled = sendingRequest.parse(body).SendingEnabled;
    },
    "PUT /v2/email/account/suppression": ({ body }) => {
      const { SuppressedReasons, ValidationAttributes } = suppressionRequest.parse(body);
      account.suppressedReasons = SuppressedReasons;
      if (ValidationAttributes !== undefined) account.validation = ValidationAttributes;
    },
    // https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_PutAccountPricingAttributes.html; it applies from the next
    // month, which local SES does not see begin.
    "PUT /v2/email/account/pricing-attributes": ({ body }) => {
      const { Plan: next } = pricingRequest.parse(body);
      account.plan = { current: account.plan.current, ...(next !== account.plan.current && { next }) };
    },
  };
}

/** https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetAccount.html */
function accountDetail(account: Account, quota: SendingQuota) {
  const { plan, review, validation, limits } = account;
  return {
    DedicatedIpAutoWarmupEnabled: false,
    EnforcementStatus: account.enforcementStatus,
    ProductionAccessEnabled: account.productionAccess,
    SendQuota: {
      Max24HourSend: limits.max24HourSend,
      MaxSendRate: limits.maxSendRate,
      SentLast24Hours: quota.last24Hours(),
    },
    SendingEnabled: maySend(account),
    SuppressionAttributes: {
      SuppressedReasons: account.suppressedReasons,
      ...(validation && { ValidationAttributes: validation }),
    },
    ...(review && { Details: { ReviewDetails: review } }),
    // https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_PricingAttributes.html: NextPlan is absent without a change.
    PricingAttributes: { CurrentPlan: plan.current, ...(plan.next && { NextPlan: plan.next }) },
  };
}
