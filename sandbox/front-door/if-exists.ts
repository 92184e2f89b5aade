/** Makes a call about something of IAM. @returns undefined if it does not exist, or is deleted during the call */
export async function ifExists<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (thrown) {
    if (thrown instanceof Error && thrown.name === "NoSuchEntityException") return undefined;
    throw thrown;
  }
}
