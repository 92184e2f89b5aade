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

/** GetAccount may be called once a second by the whole account: https://docs.aws.amazon.com/ses/latest/dg/quotas.html. */
const FRESH_MS = 5 * 60_000;

/**
 * Reads the account's quota, at most once in five minutes, whether or not SES answers.
 *
 * @param onError called with the error if SES does not tell; the last known quota is then used for another period
 */
export function quotaReader(
  ses: Pick<SESv2Client, "send">,
  now: () => Date,
  onError: (error: unknown) => void,
): () => Promise<Quota | undefined> {
  let last: { at: number; quota: Promise<Quota | undefined> } | undefined;
  return () => {
    const at = now().getTime();
    if (last !== undefined && at - last.at < FRESH_MS) return last.quota;
    const previous = last?.quota;
    const quota = read(ses).catch(async error => {
      onError(error);
      return previous;
    });
    last = { at, quota };
    return quota;
  };
}

async function read(ses: Pick<SESv2Client, "send">): Promise<Quota | undefined> {
  const { SendQuota } = await ses.send(new GetAccountCommand({}));
  const { SentLast24Hours: used, Max24HourSend: max, MaxSendRate: maxPerSecond } = SendQuota ?? {};
  return used === undefined || max === undefined || maxPerSecond === undefined
    ? undefined
    : { used, max, maxPerSecond };
}
