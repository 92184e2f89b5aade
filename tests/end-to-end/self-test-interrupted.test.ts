import { setTimeout as sleep } from "node:timers/promises";
import { DynamoDBClient, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { expect } from "chai";
import { keyAttributes } from "../../handlers/shared/read-items";
import { credentialKey } from "../../records/keys";
import { selfTestDescription } from "../../records/self-test";
import { clientConfig } from "../../sandbox/shared/account";
import { pollUntil } from "../../sandbox/shared/poll";
import { type Sandbox, startSandbox } from "../../sandbox/sandbox";
import { runSweep } from "../support/sandbox/sweeps";
import { type AccountState, accountState } from "../support/self-test/account-state";
import { SelfTestProcess } from "../support/self-test/self-test-process";

/** A user that is younger than a minute is left alone by the sweep. */
const MAX_SWEEP_MS = 180_000;

const DAY_MS = 24 * 3_600_000;

/** After which step, and how much later: within the steps after it. */
const MOMENTS = [
  { step: "create", laterMs: 0 },
  { step: "send-complaint", laterMs: 300 },
  { step: "new-key", laterMs: 150 },
  { step: "deny-open-session", laterMs: 700 },
] as const;

describe("ses-smtp self-test that is stopped half-way", function () {
  this.timeout(400_000);
  let sandbox: Sandbox;
  let original: AccountState;

  before(async function () {
    if (process.env.SES_SMTP_EMULATOR_URL) this.skip(); // what others do there would be seen
    sandbox = await startSandbox({
      keyDelayMs: 500,
      settings: { alertEmails: JSON.stringify(["administrator@company.com"]) },
      emulatorEnvironment: { SES_SMTP_SCHEDULE_SPEEDUP: "20" },
    });
    original = await accountState(sandbox.report);
  });
  after(() => sandbox?.close());

  for (const [index, { step, laterMs }] of MOMENTS.entries()) {
    const signal = index % 2 === 0 ? "SIGINT" : "SIGTERM";
    it(`removes everything after ${signal}, ${laterMs} ms after the step ${step}`, async () => {
      const run = await SelfTestProcess.start(sandbox.report);
      try {
        await run.afterStep(step);
        await sleep(laterMs); // any moment will do: nothing is asserted about where it is then
        run.interrupt(signal);
        const { code, stderr, report } = await run.ended();
        expect(code, stderr).to.equal(1);
        expect(stderr).to.include("Stopping, and removing what was created …");
        expect(stderr).to.include("Interrupted: everything that was created is removed.");
        expect(report?.left).to.deep.equal([]);
        expect(report?.failed, stderr).to.equal(0);
        expect(await accountState(sandbox.report)).to.deep.equal(original);
        expect(await run.manifest().catch((error: NodeJS.ErrnoException) => error.code)).to.equal("ENOENT");
      } finally {
        await run.remove();
      }
    });
  }

  it("is cleaned up by the next run after kill -9, which reads the manifest", async () => {
    const killed = await killedAfter("send-bounce");
    try {
      const next = await SelfTestProcess.start(sandbox.report, ["--only", "kms-key"], {}, killed.folder);
      const { code, stderr } = await next.ended();
      expect(code, stderr).to.equal(0);
      expect(stderr).to.match(/Removing what an earlier run has left \(self-test-[0-9a-f]{12}\)/);
      expect(await accountState(sandbox.report)).to.deep.equal(original);
    } finally {
      await killed.remove();
    }
  });

  it("is cleaned up by the daily sweep after kill -9, a day later", async () => {
    const killed = await killedAfter("new-key");
    const { names } = JSON.parse(await killed.manifest()) as { names: { credential: string } };
    await killed.remove();
    const left = await accountState(sandbox.report);
    expect(left.records.join()).to.include(names.credential);
    expect(left.users).to.have.lengthOf(2);

    const fresh = await runSweep(sandbox.report, { dryRun: true });
    expect(fresh.counts.self_test_left).to.equal(0);
    await backdate(names.credential);
    await pollUntil("the account is as before", MAX_SWEEP_MS, async () => {
      await runSweep(sandbox.report);
      const now = await accountState(sandbox.report);
      const isLike = JSON.stringify(now) === JSON.stringify(original);
      return isLike ? { done: true } : { yet: JSON.stringify(now) };
    });
  });

  async function killedAfter(step: string): Promise<SelfTestProcess> {
    const run = await SelfTestProcess.start(sandbox.report);
    await run.afterStep(step);
    run.child.kill("SIGKILL");
    await run.ended();
    return run;
  }

  /** As if the run had begun two days ago. */
  async function backdate(username: string): Promise<void> {
    const dynamodb = new DynamoDBClient(clientConfig(sandbox.report.emulator));
    await dynamodb.send(
      new UpdateItemCommand({
        TableName: sandbox.report.tableName,
        Key: keyAttributes(credentialKey(username)),
        UpdateExpression: "SET description = :text",
        ExpressionAttributeValues: { ":text": { S: selfTestDescription(new Date(Date.now() - 2 * DAY_MS)) } },
      }),
    );
    dynamodb.destroy();
  }
});
