import { setTimeout as sleep } from "node:timers/promises";
import type { StackOutputs } from "../api/stack-outputs";
import { CommandError } from "../shared/context";
import type { ConsoleContext } from "./context";

/** The Pulumi CLI takes seconds, and a page does not wait for it: the next one has what it says. */
const MAX_WAIT_MS = 200;

/** The stack's `rotationDays`; undefined where there is no stack to ask, it is an older one, or it takes long. */
export async function rotationDaysOf(context: ConsoleContext): Promise<number | undefined> {
  const nothing: Partial<StackOutputs> = {};
  const outputs = context.outputs().catch((error: unknown) => {
    if (error instanceof CommandError) return nothing;
    throw error;
  });
  const { rotationDays } = await Promise.race([outputs, sleep(MAX_WAIT_MS, nothing, { ref: false })]);
  return rotationDays;
}
