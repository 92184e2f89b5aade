import type { Given } from "../analyzer";

/** A way round the rules that somebody might try: what it is, the policy that must refuse it, and what it declares. */
export type Evasion = [what: string, policy: string, given: readonly Given[]];

/** A secret as it comes over the wire. */
export const secret = (value: unknown) => ({
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  value,
});
