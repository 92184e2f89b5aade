import { UsageError } from "../../shared/context";

/** For an option that takes an address and can be repeated. @throws UsageError where another option follows it */
export function collectAfter(option: string) {
  return (value: string, before: readonly string[] = []): string[] => {
    if (value.startsWith("-") && !value.includes("@"))
      throw new UsageError(
        option,
        `${JSON.stringify(value)} is no address`,
        `give the address after ${option}`,
      );
    return [...before, value];
  };
}
