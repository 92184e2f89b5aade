import * as pulumi from "@pulumi/pulumi";

/** The configuration namespace, and the project's name. */
export const NAMESPACE = "ses-smtp";

/** SES identifies a configuration set by name only, so each stack has its own. */
export function configurationSetName(stack: string): string {
  return `${NAMESPACE}-${stack}`;
}

/** @param functionName such as `smtp-credential-manager` */
export function logGroupName(functionName: string): string {
  return `/aws/lambda/${pulumi.getProject()}-${pulumi.getStack()}-${functionName}`;
}
