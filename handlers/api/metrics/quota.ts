import type { SESv2Client } from "@aws-sdk/client-sesv2";
import { ACCOUNT_FRESH_MS, type Quota, readAccount } from "../../shared/ses-account";

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
    if (last !== undefined && at - last.at < ACCOUNT_FRESH_MS) return last.quota;
    const previous = last?.quota;
    const quota = readAccount(ses)
      .then(account => account.quota)
      .catch(async error => {
        onError(error);
        return previous;
      });
    last = { at, quota };
    return quota;
  };
}
