/** SES identifies a configuration set by name only, so each stack has its own. */
export function configurationSetName(stack: string): string {
  return `ses-smtp-${stack}`;
}

/** Of a configuration set, https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_CreateConfigurationSet.html. */
export const MAX_CONFIGURATION_SET_CHARACTERS = 64;
const CONFIGURATION_SET_CHARACTERS = /^[A-Za-z0-9_-]+$/;

/** How long a stack's name may be. */
export const MAX_STACK_NAME_CHARACTERS = MAX_CONFIGURATION_SET_CHARACTERS - configurationSetName("").length;

/** Whether a configuration set can be named after the stack. */
export function isStackName(stack: string): boolean {
  const name = configurationSetName(stack);
  return (
    stack !== "" && name.length <= MAX_CONFIGURATION_SET_CHARACTERS && CONFIGURATION_SET_CHARACTERS.test(name)
  );
}
