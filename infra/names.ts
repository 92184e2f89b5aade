import * as pulumi from "@pulumi/pulumi";
import { NAMESPACE, type Issue } from "./settings/issue";

// Names on AWS that the program sets itself; Pulumi names everything else.

/** @param functionName such as `smtp-credential-manager` */
export function logGroupName(functionName: string): string {
  return `/aws/lambda/${pulumi.getProject()}-${pulumi.getStack()}-${functionName}`;
}

/** SES identifies a configuration set by name only, so each stack has its own. */
export function configurationSetName(stack: string): string {
  return `${NAMESPACE}-${stack}`;
}

/** Of a configuration set, https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_CreateConfigurationSet.html. */
export const MAX_CONFIGURATION_SET_CHARACTERS = 64;
const CONFIGURATION_SET_CHARACTERS = /^[A-Za-z0-9_-]+$/;

/** @returns undefined if a configuration set can be named after the stack */
export function stackNameIssue(stack: string): Issue | undefined {
  const name = configurationSetName(stack);
  if (name.length <= MAX_CONFIGURATION_SET_CHARACTERS && CONFIGURATION_SET_CHARACTERS.test(name))
    return undefined;
  const longest = MAX_CONFIGURATION_SET_CHARACTERS - configurationSetName("").length;
  return {
    key: "stack name",
    problem: `"${stack}" cannot be used in a configuration set name`,
    remedy: `rename the stack (pulumi stack rename) to at most ${longest} ASCII letters, digits, "-" and "_"`,
  };
}
