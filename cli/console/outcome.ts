import { CommandError, UsageError } from "../shared/context";
import type { NoticeText } from "./access/sessions";
import { inFormWords } from "./text";

/** Whether a command would print its message alone; anything else is a fault of ours. */
export function isExpected(error: unknown): error is CommandError | UsageError {
  return error instanceof CommandError || error instanceof UsageError;
}

/** Makes a change. @returns what happened, or why it did not, for the next page */
export async function outcomeOf(work: () => Promise<NoticeText>): Promise<NoticeText> {
  try {
    return await work();
  } catch (error) {
    if (!isExpected(error)) throw error;
    return { tone: "bad", text: inFormWords(error.message) };
  }
}
