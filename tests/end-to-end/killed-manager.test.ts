import { isDeepStrictEqual } from "node:util";
import { expect } from "chai";
import { startSandbox, type Sandbox } from "../../sandbox/sandbox";
import { pollUntil } from "../../sandbox/shared/poll";
import { Administrator } from "../../sandbox/testkit/administrator";
import { MailClient } from "../../sandbox/testkit/mail-client";
import { iamState } from "../support/sandbox/iam-users";
import {
  deliverAndKill,
  endOf,
  takeOverManager,
  type ManagerProcesses,
} from "../support/sandbox/manager-process";

/** A dead holder's lease, IAM's time to settle, and the wake-ups between, at twenty times their pace. */
const MAX_CONVERGENCE_MS = 180_000;

/** An upper bound on the calls of one reconciliation; the first test counts them. */
const MAX_CALLS = 40;

describe("a credential manager process that is killed", () => {
  let sandbox: Sandbox;
  let manager: ManagerProcesses;
  let administrator: Administrator;
  let client: MailClient;
  let calls: number;

  before(async () => {
    // Wake-ups come sooner than in minutes: those of the killed processes' leases, and of keys too young to delete.
    sandbox = await startSandbox({
      keyDelayMs: 200,
      emulatorEnvironment: { SES_SMTP_SCHEDULE_SPEEDUP: "20" },
    });
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
    await converged("undisturbed");
    expect(calls).to.be.within(8, MAX_CALLS);
  });

  it("after any one of its calls, converges when the record is delivered again", async function () {
    this.timeout(300_000);
    const names = Array.from({ length: calls }, (_, call) => `killed-after-${call + 1}`);
    await Promise.all(names.map(pend));
    for (const [index, username] of names.entries()) {
      expect(await deliverAndKill(manager, sandbox.frontDoor, username, index), username).to.equal("SIGKILL");
    }
    // Each finds the lease of its dead predecessor, marks it and books a wake-up; or the lease has expired.
    const ends = await Promise.all(names.map(username => endOf(manager.deliver(username))));
    expect(ends).to.deep.equal(names.map(() => 0));
    for (const username of names) await converged(username);
  });

  async function pend(username: string): Promise<void> {
    await administrator.put(username, {
      status: "pending",
      allowed_from_addresses: [`${username}@company.com`],
    });
  }

  /** Waits for one user with one active key, the record's, and sends with it. */
  async function converged(username: string): Promise<void> {
    const wanted = await pollUntil(`${username} to be active`, MAX_CONVERGENCE_MS, async () => {
      const record = await administrator.read(username);
      const { users, keys } = await iamState(sandbox.report, username);
      const seen = { status: record?.status, verified: record?.verified_status, users, keys };
      const right = {
        status: "active",
        verified: "active",
        users: [record?.iam_user_name],
        keys: [`${record?.smtp_username ?? ""} Active`],
      };
      return isDeepStrictEqual(seen, right) ? { done: right } : { yet: JSON.stringify(seen) };
    });
    expect(wanted.users).to.have.length(1);
    const mail = {
      from: `${username}@company.com`,
      to: "someone@example.org",
      subject: username,
      text: username,
    };
    expect((await client.send(await administrator.login(username), mail)).code, username).to.equal(250);
  }
});
