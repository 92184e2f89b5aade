import { RunError } from "@pulumi/pulumi";
import { NAMESPACE } from "./names";

/** A setting that names what somebody else made. */
export interface Named {
  setting: string;
  value: string;
  remedy: string;
}

/**
 * Tells a look-up that fails as what it is to the operator: a setting that names what is not there.
 * @throws RunError that names the setting, its value, AWS's reason and the remedy
 */
export async function lookUp<T>({ setting, value, remedy }: Named, found: Promise<T>): Promise<T> {
  try {
    return await found;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new RunError(`${NAMESPACE}:${setting}: "${value}" cannot be read: ${reason.trim()}: ${remedy}`);
  }
}
