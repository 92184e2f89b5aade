import type * as Iam from "@aws-sdk/client-iam";
import { clientConfig } from "../shared/aws-clients";
import { boundAnswers } from "../shared/bounded-answers";
import { CommandError } from "../shared/context";
import { withReadableAwsErrors } from "../shared/readable-errors";
import type { Credential } from "./credentials";

/** A login, and what IAM knows of its use. */
export interface KeyUse {
  credential: Credential;
  /** Of its access keys, during a rotation's grace period both; undefined: IAM has not seen them used. */
  lastUsedAt: Date | undefined;
  /** IAM says nothing of its key: it was deleted, or the caller may not ask. */
  isUnknown: boolean;
}

/** IAM throttles by account and publishes no rate: a few at a time, and the SDK slows down when it is throttled. */
const MAX_AT_ONCE = 4;
const MAX_ATTEMPTS = 10;

/**
 * Asks IAM when the keys of these logins were last used, with the caller's own iam:GetAccessKeyLastUsed.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccessKeyLastUsed.html
 *
 * @throws CommandError where the caller may not ask
 */
export async function keyUses(credentials: readonly Credential[], region: string): Promise<KeyUse[]> {
  const { IAMClient, GetAccessKeyLastUsedCommand } = require("@aws-sdk/client-iam") as typeof Iam;
  const iam = new IAMClient({ ...clientConfig(region), maxAttempts: MAX_ATTEMPTS, retryMode: "adaptive" });
  boundAnswers(iam);

  /** @returns undefined where IAM denies it: it does so too for a key that is gone, whose user it cannot find */
  const lastUseOf = async (AccessKeyId: string): Promise<{ at?: Date } | undefined> => {
    try {
      const { AccessKeyLastUsed } = await iam.send(new GetAccessKeyLastUsedCommand({ AccessKeyId }));
      const { LastUsedDate: at } = AccessKeyLastUsed ?? {};
      return at === undefined ? {} : { at };
    } catch (error) {
      if (/^(AccessDenied|NoSuchEntity)/.test((error as Error).name)) return undefined;
      throw error;
    }
  };
  const waiting = credentials.map((credential, index) => ({ credential, index }));
  const uses: KeyUse[] = [];
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const { credential, index } = next;
      const keys = [credential.username, credential.previousUsername].filter(key => key !== undefined);
      const found = (await Promise.all(keys.map(lastUseOf))).filter(use => use !== undefined);
      const times = found.flatMap(({ at }) => at?.getTime() ?? []);
      const lastUsedAt = times.length === 0 ? undefined : new Date(Math.max(...times));
      uses[index] = { credential, lastUsedAt, isUnknown: found.length === 0 };
    }
  };
  try {
    await withReadableAwsErrors({}, () => Promise.all(Array.from({ length: MAX_AT_ONCE }, work)));
  } finally {
    iam.destroy();
  }
  if (uses.length === 0 || uses.some(({ isUnknown }) => !isUnknown)) return uses;
  throw new CommandError(
    "AWS credentials: not allowed to ask IAM when the logins were last used (iam:GetAccessKeyLastUsed): ask somebody " +
      "with the role of an auditor (docs/administration.md, Roles).",
  );
}
