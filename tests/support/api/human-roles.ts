import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  IAMClient,
  PutRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { ACCOUNT_ID, clientConfig } from "../../../sandbox/shared/account";
import type { SandboxReport } from "../../../sandbox/shared/report";

export type HumanRole =
  "operator" | "auditor" | "credential reader" | "self-tester" | "doctor" | "round-tripper";

const OUTPUTS: Readonly<Record<HumanRole, readonly string[]>> = {
  operator: ["operatorPolicyArn"],
  auditor: ["auditorPolicyArn"],
  "credential reader": ["credentialReaderPolicyArn"],
  "self-tester": ["selfTestPolicyArn"],
  doctor: ["doctorPolicyArn"],
  "round-tripper": ["doctorPolicyArn", "doctorRoundTripPolicyArn"],
};

/**
 * Makes a role with the stack's policies for people who have it.
 *
 * @param andEverything also allows everything, as for an administrator of the account
 * @returns the session token with which calls are this role's
 */
export async function assume(
  { emulator, outputs }: SandboxReport,
  role: HumanRole,
  andEverything: boolean,
): Promise<string> {
  const iam = new IAMClient(clientConfig(emulator));
  const RoleName = `human-${role.replace(" ", "-")}-${andEverything ? "and-everything" : "only"}`;
  const document = (...Statement: object[]) => JSON.stringify({ Version: "2012-10-17", Statement });
  const trust = { Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:AssumeRole" };
  await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: document(trust) }));
  for (const output of OUTPUTS[role])
    await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: String(outputs[output]) }));
  if (andEverything) {
    const PolicyDocument = document({ Effect: "Allow", Action: "*", Resource: "*" });
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: "everything", PolicyDocument }));
  }
  iam.destroy();
  return `arn:aws:iam::${ACCOUNT_ID}:role/${RoleName}#${role.replace(" ", "-")}`;
}
