/** A problem the user can fix: its message is one sentence with the remedy, shown without a stack trace. */
export class SandboxError extends Error {
  override readonly name = "SandboxError";
}

/** The message of anything that was thrown, for use inside another sentence. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
