import type { ClientEndpoint } from "../api/endpoint";
import { stackOutputs } from "../api/endpoint";
import { CommandError } from "../shared/context";
import { issueText, sentence } from "../../mailer/validation/issue";

/** The stack's outputs that a self-test uses. */
export interface TestedStack {
  smtpUsers: { stack: string; boundaryArn: string; allowedFromDomains: string[]; sendingResources: string[] };
  smtpEndpoint: ClientEndpoint;
  tableName: string;
  kmsKeyArn: string;
  configurationSetName: string;
  bounceTopicArn: string;
  complaintTopicArn: string;
  alertTopicArn: string;
  deadLetterQueueUrl: string;
  parkedQueueUrl: string;
  managerFunctionName: string;
  dispatcherFunctionName: string;
  recorderFunctionName: string;
  validatorFunctionName: string;
  dashboardUrl: string;
}

const NAMES = [
  ...["smtpUsers", "smtpEndpoint", "tableName", "kmsKeyArn", "configurationSetName", "bounceTopicArn"],
  ...["complaintTopicArn", "alertTopicArn", "deadLetterQueueUrl", "parkedQueueUrl", "managerFunctionName"],
  ...["dispatcherFunctionName", "recorderFunctionName", "validatorFunctionName", "dashboardUrl"],
] as readonly (keyof TestedStack)[];

/** @throws CommandError if there is no stack, or it was deployed by another version */
export async function testedStack(stack: string | undefined): Promise<TestedStack> {
  const outputs = (await stackOutputs(stack, "smtpUsers")) as unknown as Partial<TestedStack>;
  const missing = NAMES.find(name => outputs[name] === undefined);
  if (missing === undefined) return outputs as TestedStack;
  throw new CommandError(
    sentence(
      issueText({
        key: stack === undefined ? "--stack" : `--stack ${JSON.stringify(stack)}`,
        problem: `the stack has no output ${missing}`,
        remedy: "deploy this version of the program (pulumi up)",
      }),
    ),
  );
}

/** An ARN has the region of the key, which is the stack's: `arn:aws:kms:REGION:…`. */
export function regionOf({ kmsKeyArn }: TestedStack): string {
  return kmsKeyArn.split(":")[3] ?? "";
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

/** 587 where it is open: many networks block 25. @throws CommandError */
export function smtpPortOf({ smtpEndpoint: { ports } }: TestedStack): number {
  const port = ports.starttls.includes(587) ? 587 : (ports.starttls[0] ?? ports.tls[0]);
  if (port === undefined)
    throw new CommandError("Stack output smtpEndpoint: no ports: deploy again (pulumi up).");
  return port;
}
