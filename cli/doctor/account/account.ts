import type { GetAccountCommandOutput } from "@aws-sdk/client-sesv2";
import { type Detail, error, note, warning } from "../findings/finding";
import { SES_PLANS, type SesPlan } from "../../shared/ses-plans";

/** GetAccount: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetAccount.html. */
export type Account = Omit<GetAccountCommandOutput, "$metadata">;

/** Whether SES lets the account send at all. */
export function judgeSending({ EnforcementStatus: status, SendingEnabled: enabled }: Account): Detail[] {
  const details: Detail[] = [];
  if (status === "SHUTDOWN")
    details.push(
      error(
        "SES has stopped the account's sending (enforcement status SHUTDOWN)",
        "Every login gets 554: no mail leaves.",
        "Answer AWS's case in Support Center; docs/operations.md, SES paused us, has the steps.",
      ),
    );
  else if (status !== undefined && status !== "HEALTHY")
    details.push(
      warning(
        `SES reviews the account (enforcement status ${status})`,
        "If the cause is not corrected in time, SES may stop all sending.",
        "Read AWS's case in Support Center; docs/operations.md, SES paused us, has the steps.",
      ),
    );
  if (enabled === false && status !== "SHUTDOWN")
    details.push(
      error(
        "sending is turned off for the account",
        "Every login gets 554: no mail leaves.",
        "Find out who turned it off and why, then run `aws sesv2 put-account-sending-attributes --sending-enabled`.",
      ),
    );
  return details;
}

/** https://docs.aws.amazon.com/ses/latest/dg/request-production-access.html */
export function judgeProduction({
  ProductionAccessEnabled: production,
  Details,
  SendQuota,
}: Account): Detail[] {
  if (production !== false) return [];
  const status = Details?.ReviewDetails?.Status;
  const asked = status === "PENDING" ? "; AWS is deciding" : status === "DENIED" ? "; AWS has denied it" : "";
  return [
    warning(
      `the account is in the SES sandbox: no production access${asked}`,
      `Mail reaches verified addresses only, at most ${SendQuota?.Max24HourSend ?? 200} recipients a day.`,
      status === "DENIED"
        ? `Answer AWS's case${Details?.ReviewDetails?.CaseId === undefined ? "" : ` ${Details.ReviewDetails.CaseId}`} in Support Center.`
        : "Request production access in the SES console, Account dashboard.",
    ),
  ];
}

/** As in the recorder's alerts. */
const MUCH = 0.8;
const NEARLY_ALL = 0.95;

export function judgeQuota({ SendQuota: quota }: Account): Detail[] {
  const { Max24HourSend: max, SentLast24Hours: used } = quota ?? {};
  if (max === undefined || used === undefined || max <= 0 || used / max < MUCH) return [];
  const details = [
    `${Math.floor((used / max) * 100)}% of the sending quota is used: ${used} of ${max} recipients in 24 hours`,
    'When all is used, SES answers "454 Throttling failure: Daily message quota exceeded".',
    "Request more in the SES console, Account dashboard, or find the login that sends more than usual: docs/operations.md.",
  ] as const;
  return [used / max >= NEARLY_ALL ? error(...details) : warning(...details)];
}

export function judgePlan({ PricingAttributes: pricing }: Account): Detail[] {
  const { CurrentPlan: current, NextPlan: next } = pricing ?? {};
  const why = "No policy pack sees it: the plan is a setting of the account.";
  const remedy = "Change it in the SES console, Pricing plan; a plan ends with its month.";
  return [
    ...[current].flatMap(plan => planDetails(plan, "is", why, remedy)),
    ...(next === undefined || next === current ? [] : planDetails(next, "will be", why, remedy)),
  ];
}

function planDetails(plan: string | undefined, is: string, why: string, remedy: string): Detail[] {
  if (plan === undefined || plan === "NONE") return [];
  const known = SES_PLANS[plan];
  const what = `the account's SES plan ${is} ${plan}`;
  if (known === undefined) return [note(`${what}, which is unknown here`, why, remedy)];
  return known.monthly > 0
    ? [warning(`${what}: ${known.monthly} dollars a month, whether mail is sent or not`, why, remedy)]
    : [
        note(
          `${what}: ${priceOfMail(known)}, no monthly fee`,
          `With plan NONE it is ${priceOfMail(SES_PLANS["NONE"])}. ${why}`,
          remedy,
        ),
      ];
}

function priceOfMail({ perThousand = "", perGigabyte }: Partial<SesPlan> = {}): string {
  const attachments = perGigabyte === undefined ? "" : ` and ${perGigabyte} per GB`;
  return `${perThousand} dollars per 1,000 recipients${attachments}`;
}

/** https://docs.aws.amazon.com/ses/latest/dg/email-validation.html */
export function judgeAutoValidation({ SuppressionAttributes: attributes }: Account): Detail[] {
  return validationDetails(attributes?.ValidationAttributes, "the account");
}

interface Validation {
  ConditionThreshold?: { ConditionThresholdEnabled?: string | undefined } | undefined;
}

/** @param whose the account or a configuration set */
export function validationDetails(validation: Validation | undefined, whose: string): Detail[] {
  if (validation?.ConditionThreshold?.ConditionThresholdEnabled !== "ENABLED") return [];
  return [
    warning(
      `Auto Validation is on for ${whose}`,
      "SES then drops mail to addresses that it thinks invalid, without a bounce to the sender, and bills each validation (0.01 dollars).",
      "Turn it off in the SES console, Email validation, unless it is wanted.",
    ),
  ];
}

export function judgeAccountSuppression({ SuppressionAttributes: attributes }: Account): Detail[] {
  const missing = missingReasons(attributes?.SuppressedReasons);
  if (missing.length === 0) return [];
  return [
    note(
      `the account's suppression list does not take up ${missing.join(" and ")}`,
      "The stack's configuration set has its own setting; mail that is sent without it goes to addresses that bounce or complain.",
      "Run `aws sesv2 put-account-suppression-attributes --suppressed-reasons BOUNCE COMPLAINT`.",
    ),
  ];
}

export function missingReasons(reasons: readonly string[] | undefined): string[] {
  return ["BOUNCE", "COMPLAINT"]
    .filter(each => !(reasons ?? []).includes(each))
    .map(each => `${each.toLowerCase()}s`);
}
