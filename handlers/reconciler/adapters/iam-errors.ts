/** IAM's NoSuchEntity is an answer, not an error, when something is looked up or removed. */
export async function ignoreNotFound<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (isNamed(error, "NoSuchEntity")) return undefined;
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

export function isAccessDenied(error: unknown): boolean {
  return isNamed(error, "AccessDenied");
}

/** Whether an error has this name; the SDK adds `Exception` to IAM's names in some versions. */
export function isNamed(error: unknown, name: string): boolean {
  return error instanceof Error && (error.name === name || error.name === `${name}Exception`);
}
