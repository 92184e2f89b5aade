import {
  PutAccountPricingAttributesCommand,
  PutAccountSendingAttributesCommand,
  PutAccountSuppressionAttributesCommand,
  SendEmailCommand,
} from "@aws-sdk/client-sesv2";
import type { Account } from "../../../sandbox/ses/control-plane/account";
import { changing, type DoctorFault, type Stage } from "./fault";

const deciding = (change: Partial<Account>) => changing(({ sandbox }) => sandbox.ses.account, change);

/** Sends to the simulator until this share of the quota is used. */
const using =
  (share: number): DoctorFault["plant"] =>
  async stage => {
    const { sandbox, ses, domain } = stage;
    await ses.send(
      new SendEmailCommand({
        FromEmailAddress: `quota@${domain}`,
        Destination: { ToAddresses: ["success@simulator.amazonses.com"] },
        Content: { Simple: { Subject: { Data: "Quota" }, Body: { Text: { Data: "One of a few." } } } },
      }),
    );
    const { SentLast24Hours: sent } = await quotaOf(stage);
    const limits = { max24HourSend: sent / share, maxSendRate: 10 };
    return changing(() => sandbox.ses.account, { limits })(stage);
  };

async function quotaOf({ sandbox }: Stage): Promise<{ SentLast24Hours: number }> {
  const request = { method: "GET", path: "/v2/email/account", query: new URLSearchParams(), body: "" };
  return (sandbox.ses.api(request).body as { SendQuota: { SentLast24Hours: number } }).SendQuota;
}

const suppress =
  (attributes: {
    SuppressedReasons: ("BOUNCE" | "COMPLAINT")[];
    validation?: "ENABLED";
  }): DoctorFault["plant"] =>
  async ({ ses, sandbox }) => {
    const { SuppressedReasons, validation } = attributes;
    const ValidationAttributes = { ConditionThreshold: { ConditionThresholdEnabled: validation } };
    const put = (each: object) =>
      ses.send(new PutAccountSuppressionAttributesCommand({ SuppressedReasons, ...each }));
    await put(validation === undefined ? {} : { ValidationAttributes });
    return async () => {
      await put({ SuppressedReasons: ["BOUNCE", "COMPLAINT"] });
      delete sandbox.ses.account.validation;
    };
  };

export const ACCOUNT_FAULTS: readonly DoctorFault[] = [
  {
    what: "sending shut down by AWS",
    plant: deciding({ enforcementStatus: "SHUTDOWN" }),
    ...{ check: "sending", severity: "error" },
    says: /^SES has stopped the account's sending \(enforcement status SHUTDOWN\)$/,
    remedy: /Support Center/,
  },
  {
    what: "a review of the account",
    plant: deciding({ enforcementStatus: "PROBATION" }),
    ...{ check: "sending", severity: "warning" },
    says: /^SES reviews the account \(enforcement status PROBATION\)$/,
    remedy: /Support Center/,
  },
  {
    what: "sending turned off for the account",
    plant: async ({ ses }) => {
      const put = (SendingEnabled: boolean) =>
        ses.send(new PutAccountSendingAttributesCommand({ SendingEnabled }));
      await put(false);
      return () => put(true);
    },
    ...{ check: "sending", severity: "error" },
    says: /^sending is turned off for the account$/,
    remedy: /`aws sesv2 put-account-sending-attributes --sending-enabled`/,
  },
  {
    what: "an account in the SES sandbox",
    plant: deciding({ productionAccess: false }),
    ...{ check: "production-access", severity: "warning" },
    says: /^the account is in the SES sandbox: no production access$/,
    remedy: /^Request production access/,
  },
  {
    what: "production access denied",
    plant: deciding({ productionAccess: false, review: { Status: "DENIED", CaseId: "170000001" } }),
    ...{ check: "production-access", severity: "warning" },
    says: /AWS has denied it$/,
    remedy: /^Answer AWS's case 170000001 in Support Center\.$/,
  },
  {
    what: "four fifths of the quota used",
    plant: using(0.8),
    ...{ check: "quota", severity: "warning" },
    says: /^80% of the sending quota is used/,
    remedy: /^Request more/,
  },
  {
    what: "nearly all of the quota used",
    plant: using(1),
    ...{ check: "quota", severity: "error" },
    says: /^100% of the sending quota is used/,
    remedy: /^Request more/,
  },
  {
    what: "a plan with a fee from the next month",
    plant: async ({ ses }) => {
      const put = (Plan: "PRO" | "NONE") => ses.send(new PutAccountPricingAttributesCommand({ Plan }));
      await put("PRO");
      return () => put("NONE");
    },
    ...{ check: "plan", severity: "warning" },
    says: /^the account's SES plan will be PRO: 105 dollars a month/,
    remedy: /Pricing plan/,
  },
  {
    what: "the plan of new accounts",
    plant: deciding({ plan: { current: "ESSENTIALS" } }),
    ...{ check: "plan", severity: "note" },
    says: /^the account's SES plan is ESSENTIALS/,
    remedy: /Pricing plan/,
  },
  {
    what: "Auto Validation of the account",
    plant: suppress({ SuppressedReasons: ["BOUNCE", "COMPLAINT"], validation: "ENABLED" }),
    ...{ check: "auto-validation", severity: "warning" },
    says: /^Auto Validation is on for the account$/,
    remedy: /^Turn it off/,
  },
  {
    what: "an account that suppresses nobody",
    plant: suppress({ SuppressedReasons: [] }),
    ...{ check: "account-suppression", severity: "note" },
    says: /does not take up bounces and complaints$/,
    remedy: /`aws sesv2 put-account-suppression-attributes/,
  },
];
