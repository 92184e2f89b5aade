import { unmanagedLogin, unmanagedProblem } from "../../../records/unmanaged";
import { Problem } from "../http/problem";
import { attributesOf } from "./inputs";
import type { StoredRecord } from "./table";

/**
 * The manager changes nothing of a login that another system made, or that is being adopted: whoever asks to stop it must
 * learn that it still works.
 *
 * @param record read with LOGIN_ATTRIBUTES
 * @throws Problem with the command that stops it
 */
export function requireManaged({ username, item }: StoredRecord): void {
  const attributes = attributesOf(item);
  const login = unmanagedLogin(attributes);
  if (login === undefined) return;
  const { problem, remedy } = unmanagedProblem(attributes, login);
  throw new Problem(
    "not-adopted",
    `Nothing of ${JSON.stringify(username)} was changed. ${problem}. ${remedy}.`,
  );
}
