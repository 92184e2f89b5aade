import { GetAccountCommand, type SESv2Client } from "@aws-sdk/client-sesv2";

/** How many recipients the account may send to. */
export interface Quota {
  /** In the last 24 hours. */
  used: number;
  /** In 24 hours; -1 for an account without a limit. */
  max: number;
  /** In a second. */
  maxPerSecond: number;
}

/** What SES says about the account: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetAccount.html. */
export interface SesAccount {
  quota: Quota | undefined;
  /** `HEALTHY`, `PROBATION` (under review), `SHUTDOWN` (SES has stopped its sending), or a status that AWS adds. */
  enforcement: string | undefined;
}

/**
 * How long an answer is good for. GetAccount may be called once a second by the whole account:
 * https://docs.aws.amazon.com/ses/latest/dg/quotas.html.
 */
export const ACCOUNT_FRESH_MS = 5 * 60_000;

/** @throws SES's error */
export async function readAccount(ses: Pick<SESv2Client, "send">): Promise<SesAccount> {
  const { SendQuota, EnforcementStatus } = await ses.send(new GetAccountCommand({}));
  const { SentLast24Hours: used, Max24HourSend: max, MaxSendRate: maxPerSecond } = SendQuota ?? {};
  const known = used !== undefined && max !== undefined && maxPerSecond !== undefined;
  return { quota: known ? { used, max, maxPerSecond } : undefined, enforcement: EnforcementStatus };
}
