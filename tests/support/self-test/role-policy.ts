import {
  GetRolePolicyCommand,
  IAMClient,
  ListRolePoliciesCommand,
  ListRolesCommand,
  PutRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { clientConfig } from "../../../sandbox/shared/account";
import type { SandboxReport } from "../../../sandbox/shared/report";

/** Changes the inline policy of a function's role, as text. @returns what puts it back */
export async function changeRolePolicy(
  { emulator }: SandboxReport,
  functionName: string,
  change: (policy: string) => string,
): Promise<() => Promise<unknown>> {
  const iam = new IAMClient(clientConfig(emulator));
  const { Roles = [] } = await iam.send(new ListRolesCommand({}));
  const RoleName = Roles.find(each => each.RoleName?.includes(functionName))?.RoleName;
  const { PolicyNames: [PolicyName] = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
  const { PolicyDocument = "" } = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
  const before = decodeURIComponent(PolicyDocument);
  const after = change(before);
  if (after === before) throw new Error(`The policy of ${functionName} did not change.`);
  const put = (text: string) =>
    iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument: text }));
  await put(after);
  return () => put(before);
}
