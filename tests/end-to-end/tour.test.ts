import { LambdaClient, UpdateFunctionCodeCommand } from "@aws-sdk/client-lambda";
import { expect } from "chai";
import { strToU8, zipSync } from "fflate";
import { clientConfig } from "../../sandbox/shared/account";
import type { SandboxReport } from "../../sandbox/shared/report";
import { startSandbox, type Sandbox } from "../../sandbox/sandbox";
import { Administrator } from "../../sandbox/testkit/administrator";
import { MailClient } from "../../sandbox/testkit/mail-client";
import { TOUR } from "../../sandbox/tour/steps";
import { takeTour } from "../../sandbox/tour/tour";
import { sharedSandbox } from "../support/sandbox/shared-sandbox";

describe("the tour, on the deployed program", () => {
  let administrator: Administrator;
  let client: MailClient;
  let report: SandboxReport;

  before(async () => {
    ({ report } = await sharedSandbox());
    administrator = new Administrator(report);
    client = new MailClient(report);
  });
  after(() => administrator.close());

  // The steps depend on each other, in this order.
  for (const step of TOUR) {
    it(step.title, async () => {
      await step.run({ sandbox: report, administrator, client, domain: report.domain });
    });
  }
});

describe("the tour, with a broken function", () => {
  let sandbox: Sandbox;

  before(async () => {
    sandbox = await startSandbox();
  });
  after(() => sandbox.close());

  it("fails at the first step that is affected, and stops there", async () => {
    await replaceCode(sandbox, "exports.handler = async () => ({ batchItemFailures: [] });");
    const lines: string[] = [];
    const passed = await takeTour(sandbox.report, line => lines.push(line), 3_000);
    expect(passed).to.equal(false);
    expect(lines).to.have.lengthOf(1);
    expect(lines[0]).to.match(/^✗ {2}1\. An administrator writes a pending record/);
    expect(lines[0]).to.include("status pending");
  });
});

async function replaceCode({ report, deployment }: Sandbox, source: string): Promise<void> {
  const manager = deployment.resources.find(({ type }) => type === "aws:lambda/function:Function");
  const lambda = new LambdaClient(clientConfig(report.emulator));
  try {
    await lambda.send(
      new UpdateFunctionCodeCommand({
        FunctionName: manager?.id ?? "",
        ZipFile: zipSync({ "__index.js": strToU8(source) }),
      }),
    );
  } finally {
    lambda.destroy();
  }
}
