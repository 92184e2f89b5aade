import { explainAwsError, type Place } from "./aws-errors";
import { CommandError } from "./context";

/** Runs work that calls AWS; its errors are reported in one line, without a stack. */
export async function withReadableAwsErrors<Result>(
  place: Place,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const explained = explainAwsError(error, place);
    if (explained === undefined) throw error;
    throw new CommandError(explained, { cause: error });
  }
}
