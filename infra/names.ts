import * as pulumi from "@pulumi/pulumi";
import { alarmPrefix } from "../handlers/shared/alarm-names";
import { isStackName, MAX_STACK_NAME_CHARACTERS } from "../handlers/shared/configuration-set-name";
import { stackPath } from "../handlers/shared/iam-names";
import { invalidSettings, type Issue } from "./settings/issue";

// Names on AWS that the program sets itself; Pulumi names everything else.

/** @param functionName such as `smtp-credential-manager` */
export function logGroupName(functionName: string): string {
  return `/aws/lambda/${pulumi.getProject()}-${pulumi.getStack()}-${functionName}`;
}

/** The inverse of {@link logGroupName}. */
export function logGroupOwner(groupName: string): string {
  return groupName.slice(logGroupName("").length);
}

/** @param arn `arn:aws:logs:REGION:ACCOUNT:log-group:NAME` */
export function logGroupNameIn(arn: string): string {
  return arn.split(":")[6] ?? "";
}

/**
 * Of an API's access log. With the prefix, API Gateway adds nothing to CloudWatch Logs' resource policy, which has room
 * for few log groups: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-and-resource-policy.html.
 */
export function accessLogGroupName(api: string): string {
  return `/aws/vendedlogs/${pulumi.getProject()}-${pulumi.getStack()}-${api}`;
}

/**
 * The path of the SMTP users is derived from the stack's name when the stack is first deployed, and their boundary keeps
 * it. In a renamed stack the two differ: every login would be looked for in another place, and found nowhere.
 *
 * @param path the boundary's, as the state has it
 * @returns the stack's name
 * @throws RunError during preview, before anything is changed
 */
export function requireSameStack(path: string, stack: string): string {
  if (path === stackPath(stack)) return stack;
  const former = path.split("/").at(-2) ?? "";
  throw invalidSettings([
    {
      key: "stack name",
      problem: `the SMTP users of this stack are below ${path}, but the stack is now named "${stack}"`,
      remedy:
        `rename it back (pulumi stack rename ${former}); to use another name, create a new stack, ` +
        "add the credentials there, and destroy this one",
    },
  ]);
}

/**
 * Of an alarm: a person reads it as the subject of an email, `ALARM: "{name}" in {region}`.
 *
 * @param what happened
 */
export function alarmName(stack: string, what: string): string {
  return alarmPrefix(stack) + what;
}

/** @returns undefined if a configuration set can be named after the stack */
export function stackNameIssue(stack: string): Issue | undefined {
  if (isStackName(stack)) return undefined;
  return {
    key: "stack name",
    problem: `"${stack}" cannot be used in a configuration set name`,
    remedy: `create a stack with a name of at most ${MAX_STACK_NAME_CHARACTERS} ASCII letters, digits, "-" and "_"`,
  };
}
