import { UsageError } from "../shared/context";

const MAX_SHOWN = 64;

/**
 * A choice in the address of a page, or in a form.
 *
 * @param field as the page names it
 * @returns undefined where nothing is chosen
 * @throws UsageError for what is not offered, rather than showing something else
 */
export function chosen<T extends string>(
  field: string,
  given: string | undefined,
  offered: readonly T[],
): T | undefined {
  if (given === undefined || given === "") return undefined;
  const choice = offered.find(each => each === given);
  if (choice !== undefined) return choice;
  throw new UsageError(
    field,
    `${JSON.stringify(given.slice(0, MAX_SHOWN))} is unknown`,
    `use one of ${offered.join(", ")}`,
  );
}
