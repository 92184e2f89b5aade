import { IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { expect } from "chai";
import { type Sandbox, startSandbox } from "../../sandbox/sandbox";
import { clientConfig } from "../../sandbox/shared/account";
import { assume } from "../support/api/human-roles";
import { accountState } from "../support/self-test/account-state";
import { runSelfTest } from "../support/self-test/self-test-process";

/** One permission that is missing: the step that needs it, and what names it. */
const MISSING = [
  { action: "execute-api:Invoke", step: "api", only: "api" },
  { action: "lambda:ListEventSourceMappings", step: "stream", only: "stream" },
  { action: "iam:CreateUser", step: "new-key", only: "new-key" },
  { action: "kms:Decrypt", step: "secret", only: "secret" },
] as const;

describe("ses-smtp self-test with the policy of the stack output selfTestPolicyArn", function () {
  this.timeout(300_000);
  let sandbox: Sandbox;
  let token: string;

  before(async function () {
    if (process.env.SES_SMTP_EMULATOR_URL) this.skip(); // it is not sped up
    sandbox = await startSandbox({
      keyDelayMs: 300,
      settings: { alertEmails: JSON.stringify(["administrator@company.com"]) },
      // Wake-ups still come after the half minute in which a run does not trust what IAM shows.
      emulatorEnvironment: { SES_SMTP_SCHEDULE_SPEEDUP: "2" },
    });
    token = await assume(sandbox.report, "self-tester", false);
  });
  after(() => sandbox?.close());

  const run = (args: readonly string[] = []) =>
    runSelfTest(sandbox.report, args, { AWS_SESSION_TOKEN: token });

  it("passes every step, and removes what it created", async () => {
    const before = await accountState(sandbox.report);
    const { code, stderr, report } = await run();
    expect(code, stderr).to.equal(0);
    expect(report?.skipped).to.equal(0);
    expect(await accountState(sandbox.report)).to.deep.equal(before);
  });

  for (const { action, step, only } of MISSING)
    it(`names the permission that is missing: ${action}`, async () => {
      const allow = await deny(action);
      try {
        const { code, stderr, report } = await run(["--only", only, "--timeout", "20"]);
        expect(code, stderr).to.equal(1);
        const [failed] = report?.steps.filter(({ verdict }) => verdict === "failed") ?? [];
        expect(failed?.name, stderr).to.equal(step);
        expect(`${failed?.detail} ${failed?.remedy ?? ""}`).to.match(
          action === "execute-api:Invoke" ? /answered 403: .*selfTestPolicyArn/s : new RegExp(action),
        );
      } finally {
        await allow();
      }
    });

  /** @returns what allows it again */
  async function deny(Action: string): Promise<() => Promise<unknown>> {
    const iam = new IAMClient(clientConfig(sandbox.report.emulator));
    const put = (action: string) =>
      iam.send(
        new PutRolePolicyCommand({
          RoleName: "human-self-tester-only",
          PolicyName: "denied",
          PolicyDocument: JSON.stringify({
            Version: "2012-10-17",
            Statement: { Effect: "Deny", Action: action, Resource: "*" },
          }),
        }),
      );
    await put(Action);
    return () => put("none:None");
  }
});
