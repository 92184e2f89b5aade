/** The configuration namespace, and the project's name. */
export const NAMESPACE = "ses-smtp";

/** SES knows it by this name only, so that a stack has one of its own. */
export function configurationSetName(stack: string): string {
  return `${NAMESPACE}-${stack}`;
}

/**
 * What SES takes for a configuration set:
 * https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_CreateConfigurationSet.html.
 */
const CONFIGURATION_SET_NAME = /^[A-Za-z0-9_-]{1,64}$/;

/** Why no configuration set can be named after a stack; undefined where one can. */
export function stackNameFault(stack: string): string | undefined {
  if (CONFIGURATION_SET_NAME.test(configurationSetName(stack))) return undefined;
  const most = 64 - configurationSetName("").length;
  return `the stack's name "${stack}" cannot be a part of an SES configuration set's: rename the stack to at most ${most} ASCII letters, digits, "-" and "_" (pulumi stack rename)`;
}
