import { readFile } from "node:fs/promises";
import * as path from "node:path";
import { CreatePolicyCommand, CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { expect } from "chai";
import { deploy } from "../../sandbox/engine";
import { DeployError } from "../../sandbox/engine/deploy";
import { ACCOUNT_ID } from "../../sandbox/shared/account";
import { type OnEmulator, onEmulator } from "../support/targets/emulator";

const FILE = path.join(__dirname, "..", "..", "examples", "deployer-policy.json");

/** Of a managed policy, without white space: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html. */
const MAX_POLICY_CHARACTERS = 6_144;

const GUARD = path.join(__dirname, "..", "..", "examples", "ci", "boundary-guard-policy.json");
const BOUNDARY = `arn:aws:iam::${ACCOUNT_ID}:policy/ses-smtp-roles`;

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
  const deployWith = async (stack: string, Statement: Statement[], more: Record<string, string> = {}) => {
    const RoleName = `deployer-of-${stack}`;
    const document = (statements: object[]) =>
      JSON.stringify({ Version: "2012-10-17", Statement: statements });
    const trust = { Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:AssumeRole" };
    await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: document([trust]) }));
    await iam.send(
      new PutRolePolicyCommand({ RoleName, PolicyName: "deploy", PolicyDocument: document(Statement) }),
    );
    const sessionToken = `arn:aws:iam::${ACCOUNT_ID}:role/${RoleName}#deployer`;
    const hosting = { mtaStsMx: '["mx1.example.com"]', mtaStsHosting: "serve" };
    const settings = {
      ...{ alertEmails: '["admin@example.com"]', receivingRules: "routes" },
      ...{ ...hosting, ...more },
    };
    return deploy({ ...emulator.request(stack, `${stack}.example`, settings), sessionToken });
  };

  it("fits a managed policy", () => {
    expect(JSON.stringify(policy).length).to.be.at.most(MAX_POLICY_CHARACTERS);
  });

  // Proves D-dependencies.3
  it("is enough to deploy the program, and to destroy it", async () => {
    const deployment = await deployWith("deployed", policy.Statement);
    expect(deployment.outputs).to.have.property("apiUrl");
    await deployment.destroy();
  });

  it("with the pipeline's guard (examples/ci), makes roles only with the boundary, and cannot change that", async () => {
    const guard = JSON.parse(await readFile(GUARD, "utf8")) as typeof policy;
    const both = [...policy.Statement, ...guard.Statement];
    const everything = { Effect: "Allow", Action: "*", Resource: "*" };
    const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [everything] });
    await iam.send(new CreatePolicyCommand({ PolicyName: path.basename(BOUNDARY), PolicyDocument }));
    const bounded = await deployWith("bounded", both, { rolePermissionsBoundaryArn: BOUNDARY });
    await bounded.destroy();
    const error = await failureOf(deployWith("unbounded", both));
    expect(error.message).to.match(/iam:CreateRole .*explicit deny/);
    await error.destroy();
  });

  it("is needed: without its roles, AWS refuses the deployment", async () => {
    const without = (sid: string) => policy.Statement.filter(({ Sid }) => Sid !== sid);
    const { message, destroy } = await failureOf(deployWith("refused", without("Roles")));
    expect(message).to.match(/not authorized to perform: iam:CreateRole on resource: \S*role\/smtp-/);
    await destroy();
  });

  it("is needed: without its certificates, AWS refuses the hosting of the MTA-STS policy", async () => {
    const without = policy.Statement.filter(({ Sid }) => Sid !== "Certificates");
    const { message, destroy } = await failureOf(deployWith("uncertified", without));
    expect(message).to.match(/not authorized to perform: acm:RequestCertificate/);
    await destroy();
  });
});

async function failureOf(deployment: Promise<unknown>): Promise<DeployError> {
  const error = await deployment.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).to.be.instanceOf(DeployError);
  return error as DeployError;
}
