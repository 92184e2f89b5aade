import type { Alert } from "../../shared/parked-alert";
import { runbookLine } from "../../shared/runbooks";
import type { Quota, SesAccount } from "../../shared/ses-account";

/** Where the mail is sent from, as it is named in an alert. */
export interface Place {
  accountId: string;
  region: string;
}

/** Something that administrators should know about the account, once a day for as long as it is so. */
export interface AccountAlert {
  /** The same while there is nothing new to say. Part of an attribute's name. */
  id: string;
  /** What it says as well. */
  implies?: string;
  alert: Alert;
}

/** The share of the quota at which an alert says that it is all but used up. */
const NEARLY_ALL = 0.95;

/** @returns the used share of the quota for 24 hours; undefined if it is not known, or there is no limit */
export function quotaShare(quota: Quota | undefined): number | undefined {
  return quota === undefined || quota.max <= 0 ? undefined : quota.used / quota.max;
}

/** @param quotaAlert the share of the quota from which an alert is due */
export function accountAlerts(account: SesAccount, quotaAlert: number, place: Place): AccountAlert[] {
  const found: AccountAlert[] = [];
  const share = quotaShare(account.quota);
  if (account.quota !== undefined && share !== undefined && share >= quotaAlert)
    found.push({
      ...(share >= NEARLY_ALL ? { id: "quota_nearly_all", implies: "quota" } : { id: "quota" }),
      alert: quotaAlertText(account.quota, share, place),
    });
  const { enforcement } = account;
  if (enforcement !== undefined && enforcement !== "HEALTHY")
    found.push({ id: `enforcement_${enforcement}`, alert: enforcementAlert(enforcement, place) });
  return found;
}

function quotaAlertText({ used, max, maxPerSecond }: Quota, share: number, place: Place): Alert {
  const percent = Math.floor(share * 100);
  return {
    Subject: `ses-smtp: ${percent}% of the sending quota is used`,
    Message: [
      `In the last 24 hours, ${inWords(place)} has sent to ${number(used)} of the ${number(max)} recipients that Amazon SES ` +
        `allows it in that time, at most ${number(maxPerSecond)} a second.`,
      'When the quota is exhausted, SES rejects mail ("454 Throttling failure: Daily message quota exceeded") until older ' +
        "messages are more than 24 hours old. Request a higher quota in the SES console (Account dashboard), or find out " +
        "which login sends more than usual.",
      runbookLine("the-sending-quota-is-nearly-used-up"),
    ].join("\n\n"),
  };
}

/** The statuses are explained in https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetAccount.html. */
function enforcementAlert(enforcement: string, place: Place): Alert {
  const [subject, what] = textOf(enforcement);
  return {
    Subject: `ses-smtp: Amazon SES ${subject}`,
    Message: [
      `Amazon SES ${subject} (${inWords(place)}, enforcement status ${enforcement}). ${what}`,
      "AWS has sent the reasons to the account's email address; they are also in the SES console (Account dashboard, " +
        "Reputation metrics) and in AWS Support Center.",
      runbookLine("ses-paused-us"),
    ].join("\n\n"),
  };
}

function textOf(enforcement: string): [subject: string, consequence: string] {
  switch (enforcement) {
    case "PROBATION":
      return [
        "is reviewing the account",
        "Mail is still delivered. If the cause is not corrected in time, SES may stop all sending.",
      ];
    case "SHUTDOWN":
      return ["has stopped the account's sending", "No login of this stack can send mail."];
    default:
      return ["has changed the account's status", "Check whether mail is still delivered."];
  }
}

function inWords({ accountId, region }: Place): string {
  return `account ${accountId} in ${region}`;
}

function number(value: number): string {
  return value.toLocaleString("en-US");
}
