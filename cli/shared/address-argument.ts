import { readAddress } from "../../handlers/shared/email-address";
import { UsageError } from "./context";

/** @throws UsageError before anything is asked of AWS */
export function requireAddress(key: string, text: string): string {
  const address = readAddress(text);
  if (address !== undefined) return address;
  throw new UsageError(
    key,
    `${JSON.stringify(text)} is not an address`,
    'use one such as "jane@example.com", without a display name',
  );
}
