import { CreateRoleCommand, type IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { ACCOUNT_ID } from "../../../sandbox/shared/account";

/** Who may assume a role, and what it may do. */
export interface RoleSettings {
  readonly service: string;
  readonly condition?: object;
  /** All, unless given. */
  readonly actions?: string | readonly string[];
}

/** Creates a role that the service may assume. @returns its ARN */
export async function createRole(
  iam: IAMClient,
  name: string,
  { service, condition = {}, actions = "*" }: RoleSettings,
): Promise<string> {
  const trust = {
    Effect: "Allow",
    Principal: { Service: service },
    Action: "sts:AssumeRole",
    Condition: condition,
  };
  const rights = { Effect: "Allow", Action: actions, Resource: "*" };
  const document = (statement: object) => JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
  await iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: document(trust) }));
  await iam.send(
    new PutRolePolicyCommand({ RoleName: name, PolicyName: "rights", PolicyDocument: document(rights) }),
  );
  return `arn:aws:iam::${ACCOUNT_ID}:role/${name}`;
}
