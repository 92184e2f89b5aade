import { configurationSetName } from "../names";
import type { Issue } from "./issue";

/** Of a configuration set, https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_CreateConfigurationSet.html. */
const MAX_CONFIGURATION_SET_CHARACTERS = 64;
const CONFIGURATION_SET_CHARACTERS = /^[A-Za-z0-9_-]+$/;

/** @returns undefined if a configuration set can be named after the stack */
export function stackNameIssue(stack: string): Issue | undefined {
  const name = configurationSetName(stack);
  if (name.length <= MAX_CONFIGURATION_SET_CHARACTERS && CONFIGURATION_SET_CHARACTERS.test(name))
    return undefined;
  const most = MAX_CONFIGURATION_SET_CHARACTERS - configurationSetName("").length;
  return {
    key: "stack name",
    problem: `"${stack}" cannot be used in a configuration set name`,
    remedy: `rename the stack (pulumi stack rename) to at most ${most} ASCII letters, digits, "-" and "_"`,
  };
}
