import { GetAccountCommand } from "@aws-sdk/client-sesv2";
import { CommandError } from "../shared/context";
import { withReadableAwsErrors } from "../shared/readable-errors";
import { MAX_MESSAGES } from "./mail";
import type { SelfTest } from "./self-test";

/**
 * Refuses to start where a test could do harm, or would fail for a reason of its own
 * (https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetAccount.html).
 *
 * @throws CommandError
 */
export async function requireHealthyAccount({
  aws,
  region,
}: Pick<SelfTest, "aws" | "region">): Promise<void> {
  const { EnforcementStatus, SendingEnabled, SendQuota } = await withReadableAwsErrors({}, () =>
    aws.ses.send(new GetAccountCommand({})),
  );
  const key = `SES account in ${region}`;
  if (EnforcementStatus !== "HEALTHY")
    throw CommandError.about(
      key,
      `its enforcement status is ${EnforcementStatus ?? "unknown"}`,
      "solve what AWS names in the SES console (Account dashboard) first; a test would not help",
    );
  if (SendingEnabled !== true)
    throw CommandError.about(key, "sending is paused", "resume it in the SES console");
  const { Max24HourSend: max = 0, SentLast24Hours: used = 0 } = SendQuota ?? {};
  // -1: without a limit.
  if (max >= 0 && max - used < MAX_MESSAGES)
    throw CommandError.about(
      key,
      `${Math.max(0, max - used)} messages are left of the ${max} in 24 hours`,
      `wait until at least ${MAX_MESSAGES} are left`,
    );
}
