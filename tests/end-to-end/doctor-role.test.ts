import {
  GetPolicyCommand,
  GetPolicyVersionCommand,
  IAMClient,
  PutRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { expect } from "chai";
import { listOf } from "../../sandbox/iam/policy-document";
import type { PolicyDocument } from "../../sandbox/iam/policy-document";
import { type Sandbox, startSandbox } from "../../sandbox/sandbox";
import { clientConfig } from "../../sandbox/shared/account";
import { humanCalls } from "../support/api/human-calls";
import { assume } from "../support/api/human-roles";
import { runDoctorProcess } from "../support/doctor/doctor-process";

/** What no policy allows, and nothing: the role's inline policy where nothing is denied. */
const NONE = "none:None";

describe("ses-smtp doctor with the policy of the stack output doctorPolicyArn", function () {
  this.timeout(600_000);
  let sandbox: Sandbox;
  let iam: IAMClient;
  let token: string;

  before(async function () {
    if (process.env.SES_SMTP_EMULATOR_URL) this.skip(); // others use it
    sandbox = await startSandbox({
      settings: {
        alertEmails: JSON.stringify(["administrator@company.com"]),
        mtaStsMx: JSON.stringify(["mx1.company.com"]),
        mtaStsHosting: "serve",
      },
    });
    iam = new IAMClient(clientConfig(sandbox.report.emulator));
    token = await assume(sandbox.report, "doctor", false);
  });
  after(async () => {
    iam?.destroy();
    await sandbox?.close();
  });

  const run = (args: readonly string[] = []) =>
    runDoctorProcess(sandbox.report, args, { AWS_SESSION_TOKEN: token });

  it("makes every check", async () => {
    const { code, findings, stderr } = await run();
    expect(findings.filter(({ severity }) => severity === "error")).to.deep.equal([]);
    expect(code, stderr).to.equal(0);
  });

  it("needs every action of it: the check that misses one names it", async () => {
    const actions = await allowedActions();
    expect(actions).to.have.length.at.least(12);
    for (const action of actions) {
      await deny(action);
      const { code, findings } = await run(["--only", action.startsWith("ses:") ? "ses" : "stack"]);
      const unmade = findings.filter(({ what }) => what.startsWith("could not be checked"));
      expect(unmade.map(({ what }) => what).join("\n"), action).to.include(action);
      expect(code, action).to.equal(1);
    }
    await deny(NONE);
  });

  it("allows no route of the API, no password, no record, no log, and no change", async () => {
    const { report } = sandbox;
    const subject = {
      report,
      ciphertext: Buffer.alloc(16),
      encryptionContext: {},
      iamUserName: "nobody",
      accessKeyId: "AKIANOSUCHKEYATALL00",
      functions: {
        "smtp-credential-manager": String(report.outputs.managerFunctionName),
        "smtp-api": String(report.outputs.recorderFunctionName),
      },
    };
    const allowed: string[] = [];
    for (const [call, mayCall] of humanCalls()) if (await mayCall(subject, token)) allowed.push(call);
    expect(allowed).to.deep.equal([]);
  });

  it("allows nothing but to describe", async () => {
    for (const action of await allowedActions()) expect(action).to.match(/:(?:Get|List|Describe)/);
  });

  /** Of the deployed policy. */
  async function allowedActions(): Promise<string[]> {
    const PolicyArn = String(sandbox.report.outputs.doctorPolicyArn);
    const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn }));
    const version = { PolicyArn, VersionId: Policy?.DefaultVersionId };
    const { PolicyVersion } = await iam.send(new GetPolicyVersionCommand(version));
    const document = JSON.parse(decodeURIComponent(PolicyVersion?.Document ?? "{}")) as PolicyDocument;
    return listOf(document.Statement).flatMap(({ Action }) => listOf(Action ?? []));
  }

  async function deny(Action: string): Promise<void> {
    const Statement = { Effect: "Deny", Action, Resource: "*" };
    await iam.send(
      new PutRolePolicyCommand({
        RoleName: "human-doctor-only",
        PolicyName: "denied",
        PolicyDocument: JSON.stringify({ Version: "2012-10-17", Statement }),
      }),
    );
  }
});
