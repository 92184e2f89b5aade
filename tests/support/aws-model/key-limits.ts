import { serviceError } from "./errors";

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html */
const MAX_BYTES = { PK: 2_048, SK: 1_024 } as const;

/** @throws ValidationException for a key that no item can have: one of them rejects a whole batch */
export function checkKey<Key extends { PK: string; SK: string }>(key: Key): Key {
  for (const name of ["PK", "SK"] as const) {
    const bytes = Buffer.byteLength(key[name]);
    if (bytes === 0 || bytes > MAX_BYTES[name])
      throw serviceError(
        "ValidationException",
        `One or more parameter values were invalid: Size of ${name} must be 1 to ${MAX_BYTES[name]} bytes`,
      );
  }
  return key;
}
