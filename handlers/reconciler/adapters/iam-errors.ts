/** IAM's NoSuchEntity is an answer, not a fault, where something is looked for or taken away. */
export async function ignoreNotFound<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (isNamed(error, "NoSuchEntity")) return undefined;
    throw error;
  }
}

/**
 * A user that only a hint names may be anybody's: where we may not even look, it is not ours.
 */
export async function ignoreAccessDenied<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (isDenied(error)) return undefined;
    throw error;
  }
}

export function isDenied(error: unknown): boolean {
  return isNamed(error, "AccessDenied");
}

/** The SDK names IAM's errors with or without `Exception`, by version. */
export function isNamed(error: unknown, name: string): boolean {
  return error instanceof Error && (error.name === name || error.name === `${name}Exception`);
}
