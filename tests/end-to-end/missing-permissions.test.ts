import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  FilterLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import {
  AddUserToGroupCommand,
  CreateGroupCommand,
  GetRolePolicyCommand,
  IAMClient,
  ListRolePoliciesCommand,
  ListRolesCommand,
  PutRolePolicyCommand,
} from "@aws-sdk/client-iam";
import {
  AddPermissionCommand,
  GetPolicyCommand,
  LambdaClient,
  ListFunctionsCommand,
  RemovePermissionCommand,
} from "@aws-sdk/client-lambda";
import { expect } from "chai";
import type { PolicyDocument, PolicyStatement } from "../../sandbox/iam/policy-document";
import { listOf } from "../../sandbox/iam/policy-document";
import { clientConfig } from "../../sandbox/shared/account";
import type { Sandbox } from "../../sandbox/sandbox";
import { pollUntil } from "../../sandbox/shared/poll";
import { Administrator, type CredentialRecord } from "../../sandbox/testkit/administrator";
import { callApi } from "../../sandbox/testkit/signed-api";
import { sharedSandbox } from "../support/sandbox/shared-sandbox";

const MANAGER = "credential-manager";
const LEASES = "SMTP_LEASE";

describe("a permission that the program forgot", () => {
  let sandbox: Sandbox;
  let iam: IAMClient;
  let logs: CloudWatchLogsClient;
  let administrator: Administrator;
  let role: { RoleName: string; PolicyName: string; policy: PolicyDocument };

  before(async () => {
    sandbox = await sharedSandbox();
    iam = new IAMClient(clientConfig(sandbox.report.emulator));
    logs = new CloudWatchLogsClient(clientConfig(sandbox.report.emulator));
    administrator = new Administrator(sandbox.report);
    role = await managerRole(iam);
  });
  afterEach(() => putPolicy(role.policy));
  after(() => {
    administrator?.close();
    iam?.destroy();
    logs?.destroy();
  });

  // Proves D-security-tests.2
  it("keeps a new record from becoming active: iam:TagUser", async () => {
    await plant(withoutAction("iam:TagUser"));
    await request("untagged");
    expectDenied(await administrator.waitFor("untagged", isSettled), "iam:TagUser");
  });

  it("keeps a changed record from becoming active again: kms:Decrypt", async () => {
    await request("undecrypted");
    await administrator.waitFor("undecrypted", isSettled);
    await plant(withoutAction("kms:Decrypt"));
    await request("undecrypted", (await administrator.read("undecrypted")) ?? {});
    const failed = await administrator.waitFor("undecrypted", ({ failure }) => failure !== undefined);
    expectDenied(failed, "kms:Decrypt");
  });

  it("keeps a removed user in IAM: iam:ListGroupsForUser", async () => {
    await request("grouped");
    const { iam_user_name = "" } = await administrator.waitFor("grouped", isSettled);
    // Groups are looked for once IAM refuses to delete the user because of one.
    const group = { GroupName: "grouped", Path: "/ses-smtp/sandbox/" };
    await iam.send(new CreateGroupCommand(group));
    await iam.send(new AddUserToGroupCommand({ GroupName: group.GroupName, UserName: iam_user_name }));
    await plant(withoutAction("iam:ListGroupsForUser"));
    await administrator.remove("grouped");
    await logged("any groups, which it may not list either");
    expect(await administrator.userExists(iam_user_name)).to.equal(true);
  });

  it("keeps a record pending: dynamodb:UpdateItem of the lease", async () => {
    await plant(withoutLeases);
    await request("unleased");
    await logged("not authorized to perform: dynamodb:UpdateItem");
    expect(await administrator.read("unleased")).to.include({ status: "pending" });
  });

  it("makes the API answer 500: lambda:InvokeFunction for API Gateway", async () => {
    const lambda = new LambdaClient(clientConfig(sandbox.report.emulator));
    const { Functions = [] } = await lambda.send(new ListFunctionsCommand({}));
    const FunctionName = Functions.find(each => each.FunctionName?.includes("smtp-api"))?.FunctionName;
    const { Policy = "{}" } = await lambda.send(new GetPolicyCommand({ FunctionName }));
    const [{ Sid: StatementId, Condition } = { Sid: "", Condition: undefined }] = listOf(
      (JSON.parse(Policy) as PolicyDocument).Statement,
    );
    const SourceArn = String(Object.values(Condition?.ArnLike ?? {})[0]);
    const status = async () =>
      (await callApi(sandbox.report, { method: "GET", path: "/api/credentials" })).status;
    expect(await status()).to.equal(200);
    await lambda.send(new RemovePermissionCommand({ FunctionName, StatementId }));
    expect(await status()).to.equal(500);
    const Principal = "apigateway.amazonaws.com";
    const Action = "lambda:InvokeFunction";
    await lambda.send(new AddPermissionCommand({ FunctionName, StatementId, Principal, Action, SourceArn }));
    expect(await status()).to.equal(200);
    lambda.destroy();
  });

  function expectDenied(record: CredentialRecord, action: string): void {
    expect(record.failure?.message).to.include(`is not authorized to perform: ${action}`);
    expect(record).to.include({ status: "failed" });
    expect(record.failure).to.include({ code: "access_denied" });
  }

  /** Waits for this text in the manager's log. */
  async function logged(text: string): Promise<void> {
    const { logGroups = [] } = await logs.send(new DescribeLogGroupsCommand({}));
    const logGroupName = logGroups.find(group => group.logGroupName?.includes(MANAGER))?.logGroupName;
    await pollUntil("the manager's log", 60_000, async () => {
      const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName }));
      const found = events.some(({ message }) => message?.includes(text));
      return found ? { done: undefined } : { yet: `no "${text}"` };
    });
  }

  async function request(username: string, existing: object = {}): Promise<void> {
    await administrator.put(username, {
      ...existing,
      status: "pending",
      allowed_from_addresses: [`${username}@company.com`],
      entity_type: "smtp_credential",
    });
  }

  async function plant(change: (statement: PolicyStatement) => PolicyStatement): Promise<void> {
    await putPolicy({ ...role.policy, Statement: listOf(role.policy.Statement).map(change) });
  }

  async function putPolicy(policy: PolicyDocument): Promise<void> {
    const { RoleName, PolicyName } = role;
    await iam.send(
      new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument: JSON.stringify(policy) }),
    );
  }
});

function isSettled({ failure, verified_status }: CredentialRecord): boolean {
  return failure !== undefined || verified_status === "active";
}

function withoutAction(action: string) {
  return (statement: PolicyStatement): PolicyStatement => ({
    ...statement,
    Action: listOf(statement.Action ?? []).filter(each => each !== action),
  });
}

function withoutLeases(statement: PolicyStatement): PolicyStatement {
  const text = JSON.stringify(statement).replace(`,"${LEASES}"`, "").replace(`"${LEASES}",`, "");
  return JSON.parse(text) as PolicyStatement;
}

async function managerRole(iam: IAMClient) {
  const { Roles = [] } = await iam.send(new ListRolesCommand({}));
  const RoleName = Roles.find(each => each.RoleName?.includes(MANAGER))?.RoleName ?? "";
  const { PolicyNames: [PolicyName = ""] = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
  const { PolicyDocument = "" } = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
  const policy = JSON.parse(decodeURIComponent(PolicyDocument)) as PolicyDocument;
  return { RoleName, PolicyName, policy };
}
