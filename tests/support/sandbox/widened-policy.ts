import { DeleteUserPermissionsBoundaryCommand, IAMClient, PutUserPolicyCommand } from "@aws-sdk/client-iam";
import { USER_POLICY_NAME } from "../../../handlers/shared/iam-names";
import { clientConfig } from "../../../sandbox/shared/account";
import type { SandboxReport } from "../../../sandbox/shared/report";
import type { Administrator } from "../../../sandbox/testkit/administrator";

/**
 * Lets a login's IAM user send from any address, behind the manager's back.
 *
 * @param everywhere also through any configuration set, which takes the removal of its boundary
 */
export async function widenPolicy(
  report: SandboxReport,
  administrator: Administrator,
  username: string,
  everywhere = false,
): Promise<void> {
  const { iam_user_name: UserName } = (await administrator.read(username)) ?? {};
  const iam = new IAMClient(clientConfig(report.emulator));
  const statement = { Effect: "Allow", Action: ["ses:SendEmail", "ses:SendRawEmail"], Resource: "*" };
  const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
  try {
    if (everywhere) await iam.send(new DeleteUserPermissionsBoundaryCommand({ UserName }));
    await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: USER_POLICY_NAME, PolicyDocument }));
  } finally {
    iam.destroy();
  }
}
