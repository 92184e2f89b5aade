import type { CustomResourceOptions } from "@pulumi/pulumi";

/**
 * When a deployment invokes a function that changes something outside the stack. An Invocation runs when it is created
 * and when its triggers change, and the thing can change back at any time. So a deployment that finds that something is
 * to be done has a trigger of its own, and any other ignores the triggers, so that it shows no change.
 *
 * @param needed whether something is to be done, as looked up before anything is declared
 * @param subject what it is about, for whoever reads the state
 */
export function invokeWhile(
  needed: boolean,
  subject: string,
): { triggers: Record<string, string>; options: CustomResourceOptions } {
  return {
    triggers: { subject, at: new Date().toISOString() },
    options: needed ? {} : { ignoreChanges: ["triggers"] },
  };
}
