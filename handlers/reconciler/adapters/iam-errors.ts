import { GetUserCommand, type IAMClient } from "@aws-sdk/client-iam";

/** IAM's NoSuchEntity is an answer, not an error, when something is looked up or removed. */
export async function ignoreNotFound<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** A user that only a hint names may be anybody's: if we may not even look at it, it is not ours. */
export async function ignoreAccessDenied<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (isAccessDenied(error)) return undefined;
    throw error;
  }
}

/**
 * Like {@link ignoreNotFound}, for calls that are granted by the user's path only: IAM cannot resolve the path of a
 * user that is gone, and answers AccessDenied. GetUser is granted without a path, so it tells the two cases apart.
 */
export async function ignoreUserGone<T>(
  iam: Pick<IAMClient, "send">,
  UserName: string,
  answer: Promise<T>,
): Promise<T | undefined> {
  try {
    return await ignoreNotFound(answer);
  } catch (error) {
    if (!isAccessDenied(error)) throw error;
    const user = await ignoreNotFound(iam.send(new GetUserCommand({ UserName })));
    if (user === undefined) return undefined;
    throw error;
  }
}

export function isNotFound(error: unknown): boolean {
  return isNamed(error, "NoSuchEntity");
}

export function isAccessDenied(error: unknown): boolean {
  return isNamed(error, "AccessDenied");
}

/** Whether an error has this name; the SDK adds `Exception` to IAM's names in some versions. */
export function isNamed(error: unknown, name: string): boolean {
  return error instanceof Error && (error.name === name || error.name === `${name}Exception`);
}
