import { readFile } from "node:fs/promises";
import * as path from "node:path";
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { expect } from "chai";
import { deploy } from "../../sandbox/engine";
import { DeployError } from "../../sandbox/engine/deploy";
import { ACCOUNT_ID } from "../../sandbox/shared/account";
import { type OnEmulator, onEmulator } from "../support/targets/emulator";

const FILE = path.join(__dirname, "..", "..", "examples", "deployer-policy.json");

/** Of a managed policy, without white space: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html. */
const MAX_POLICY_CHARACTERS = 6_144;

interface Statement {
  Sid: string;
}

describe("the policy for whoever deploys (examples/deployer-policy.json)", function () {
  this.timeout(300_000);
  let emulator: OnEmulator;
  let iam: IAMClient;
  let policy: { Version: string; Statement: Statement[] };
  before(async () => {
    emulator = await onEmulator();
    iam = new IAMClient(emulator.config);
    policy = JSON.parse(await readFile(FILE, "utf8")) as typeof policy;
  });
  after(() => iam?.destroy());

  /** Deploys with a role that has these statements only. */
  const deployWith = async (stack: string, Statement: Statement[]) => {
    const RoleName = `deployer-of-${stack}`;
    const document = (statements: object[]) =>
      JSON.stringify({ Version: "2012-10-17", Statement: statements });
    const trust = { Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:AssumeRole" };
    await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: document([trust]) }));
    await iam.send(
      new PutRolePolicyCommand({ RoleName, PolicyName: "deploy", PolicyDocument: document(Statement) }),
    );
    const sessionToken = `arn:aws:iam::${ACCOUNT_ID}:role/${RoleName}#deployer`;
    const settings = { alertEmails: '["admin@example.com"]', receivingRules: "routes" };
    return deploy({ ...emulator.request(stack, `${stack}.example`, settings), sessionToken });
  };

  it("fits a managed policy", () => {
    expect(JSON.stringify(policy).length).to.be.at.most(MAX_POLICY_CHARACTERS);
  });

  it("is enough to deploy the program, and to destroy it", async () => {
    const deployment = await deployWith("deployed", policy.Statement);
    expect(deployment.outputs).to.have.property("apiUrl");
    await deployment.destroy();
  });

  it("has no statement too many: without any of them, AWS refuses a call of the deployment", async () => {
    const without = (sid: string) => policy.Statement.filter(({ Sid }) => Sid !== sid);
    const error = await deployWith("refused", without("Roles")).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).to.be.instanceOf(DeployError);
    const { message, destroy } = error as DeployError;
    expect(message).to.match(/not authorized to perform: iam:CreateRole on resource: \S*role\/smtp-/);
    await destroy();
  });
});
