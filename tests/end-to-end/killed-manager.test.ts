import { expect } from "chai";
import { startSandbox, type Sandbox } from "../../sandbox/sandbox";
import { Administrator } from "../../sandbox/testkit/administrator";
import { MailClient } from "../../sandbox/testkit/mail-client";
import { iamState } from "../support/sandbox/iam-users";
import { endOf, takeOverManager, type ManagerProcesses } from "../support/sandbox/manager-process";

/** An upper bound on the calls of one reconciliation; the first test counts them. */
const MAX_CALLS = 40;

describe("a credential manager process that is killed", () => {
  let sandbox: Sandbox;
  let manager: ManagerProcesses;
  let administrator: Administrator;
  let client: MailClient;
  let calls: number;

  before(async () => {
    sandbox = await startSandbox({ keyDelayMs: 200 });
    manager = await takeOverManager(sandbox.report);
    administrator = new Administrator(sandbox.report);
    client = new MailClient(sandbox.report);
  });
  after(async () => {
    administrator?.close();
    await manager?.close();
    await sandbox?.close();
  });

  it("processes a record in a known number of AWS calls, if it is not killed", async () => {
    await pend("undisturbed");
    expect((await administrator.read("undisturbed"))?.status).to.equal("pending");
    sandbox.frontDoor.calls.clear();
    expect(await endOf(manager.deliver("undisturbed"))).to.equal(0);
    calls = sandbox.frontDoor.calls.count();
    await expectConverged("undisturbed");
    expect(calls).to.be.within(8, MAX_CALLS);
  });

  it("after any one of its calls, converges when the record is delivered again", async function () {
    this.timeout(300_000);
    const names = Array.from({ length: calls }, (_, call) => `killed-after-${call + 1}`);
    await Promise.all(names.map(pend));
    for (const [index, username] of names.entries()) {
      expect(await deliverAndKill(username, index), username).to.equal("SIGKILL");
    }
    const ends = await Promise.all(names.map(username => endOf(manager.deliver(username))));
    expect(ends).to.deep.equal(names.map(() => 0));
    for (const username of names) await expectConverged(username);
  });

  async function pend(username: string): Promise<void> {
    await administrator.put(username, {
      status: "pending",
      allowed_from_addresses: [`${username}@company.com`],
    });
  }

  /** Kills the process when its call number `passed` + 1 for this username has taken effect, before it sees the response. */
  async function deliverAndKill(username: string, passed: number): Promise<number | string> {
    const child = manager.deliver(username);
    const remove = sandbox.frontDoor.faults.add({
      match: ({ body }) => decodeURIComponent(body.toString()).includes(username),
      after: passed,
      times: 1,
      mode: "cut-after",
      onEffect: () => child.kill("SIGKILL"),
    });
    try {
      return await endOf(child);
    } finally {
      remove();
    }
  }

  async function expectConverged(username: string): Promise<void> {
    const record = await administrator.read(username);
    expect(record, username).to.include({ status: "active", verified_status: "active" });
    const { users, keys } = await iamState(sandbox.report, username);
    expect(users, username).to.deep.equal([record?.iam_user_name]);
    expect(keys, username).to.deep.equal([`${record?.smtp_username ?? ""} Active`]);
    const mail = {
      from: `${username}@company.com`,
      to: "someone@example.org",
      subject: username,
      text: username,
    };
    expect((await client.send(await administrator.login(username), mail)).code, username).to.equal(250);
  }
});
