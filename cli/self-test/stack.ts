import { type KnownOutputs, stackOutputs } from "../api/stack-outputs";

const NEEDED = [
  "smtpUsers",
  "smtpEndpoint",
  "tableName",
  "kmsKeyArn",
  "configurationSetName",
  "bounceTopicArn",
  "complaintTopicArn",
  "alertTopicArn",
  "deadLetterQueueUrl",
  "parkedQueueUrl",
  "managerFunctionName",
  "dispatcherFunctionName",
  "recorderFunctionName",
  "validatorFunctionName",
  "dashboardUrl",
] as const;

/** The stack's outputs that a self-test uses. */
export type TestedStack = KnownOutputs<(typeof NEEDED)[number]>;

/** @throws CommandError if there is no stack, or it was deployed by another version */
export function testedStack(stack: string | undefined): Promise<TestedStack> {
  return stackOutputs(stack, ...NEEDED);
}

/** The functions that the outputs name, by their names in the program. */
export function functionsOf(stack: TestedStack): Readonly<Record<string, string>> {
  return {
    "smtp-credential-manager": stack.managerFunctionName,
    "smtp-record-dispatcher": stack.dispatcherFunctionName,
    "smtp-feedback-recorder": stack.recorderFunctionName,
    "smtp-email-validator": stack.validatorFunctionName,
  };
}
