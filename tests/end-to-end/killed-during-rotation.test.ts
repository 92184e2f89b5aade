import { isDeepStrictEqual } from "node:util";
import { ListSchedulesCommand, SchedulerClient } from "@aws-sdk/client-scheduler";
import { expect } from "chai";
import { startSandbox, type Sandbox } from "../../sandbox/sandbox";
import { clientConfig } from "../../sandbox/shared/account";
import { pollUntil } from "../../sandbox/shared/poll";
import { Administrator, type Login } from "../../sandbox/testkit/administrator";
import { MailClient } from "../../sandbox/testkit/mail-client";
import { iamState } from "../support/sandbox/iam-users";
import {
  deliverAndKill,
  endOf,
  takeOverManager,
  type ManagerProcesses,
} from "../support/sandbox/manager-process";

/** Three wake-ups, one after another: for the dead holder's lease, for IAM to settle, and for calls that come late. */
const MAX_CONVERGENCE_MS = 300_000;

/**
 * Wake-ups come twice as fast, and still after the half minute in which a run does not trust what IAM shows: one that
 * came sooner would write everything again, and the half minute would start again.
 */
const SPEEDUP = "2";

/** An upper bound on the calls of one rotation; the first test counts them. */
const MAX_CALLS = 18;

/** For thirty seconds after its last change, a run does not trust what IAM shows, and does not rotate. */
const SETTLED_MS = 32_000;

const ROTATED = "rotated";

/** No name is a part of another one. */
const NAMES = Array.from({ length: MAX_CALLS }, (_, call) => `after-${call + 1}-calls`);

describe("a credential manager process that is killed during a rotation", function () {
  this.timeout(600_000);
  let sandbox: Sandbox;
  let manager: ManagerProcesses;
  let administrator: Administrator;
  let client: MailClient;
  let calls: number;
  /** The logins from before the rotation. */
  const first = new Map<string, Login>();

  before(async function () {
    if (process.env.SES_SMTP_EMULATOR_URL) this.skip(); // a shared emulator's schedules are not sped up
    sandbox = await startSandbox({
      keyDelayMs: 1_000,
      emulatorEnvironment: { SES_SMTP_SCHEDULE_SPEEDUP: SPEEDUP },
    });
    administrator = new Administrator(sandbox.report, MAX_CONVERGENCE_MS);
    client = new MailClient(sandbox.report);
    const names = ["undisturbed", ...NAMES];
    const created = names.map(async username => {
      await administrator.put(username, {
        status: "pending",
        allowed_from_addresses: [`${username}@company.com`],
      });
      await administrator.waitFor(username, ({ status }) => status === "active");
      first.set(username, await administrator.login(username));
    });
    await Promise.all(created);
    manager = await takeOverManager(sandbox.report);
    await settled();
  });
  after(async () => {
    administrator?.close();
    await manager?.close();
    await sandbox?.close();
  });

  it("rotates a login in a known number of AWS calls, if it is not killed", async () => {
    await requestRotation("undisturbed");
    sandbox.frontDoor.calls.clear();
    expect(await endOf(manager.deliver("undisturbed"))).to.equal(0);
    calls = sandbox.frontDoor.calls.count();
    expect(await lookAt("undisturbed")).to.equal(ROTATED);
    expect(calls).to.be.within(8, MAX_CALLS);
  });

  it("after any one of its calls, leads to a new login, and every login that was handed out works throughout", async () => {
    const names = NAMES.slice(0, calls);
    await Promise.all(names.map(requestRotation));
    for (const [index, username] of names.entries()) {
      expect(await deliverAndKill(manager, sandbox.frontDoor, username, index), username).to.equal("SIGKILL");
      await handedOutWork(username);
    }
    // Each finds the lease of its dead predecessor, marks it and books a wake-up; or the lease has expired.
    const ends = await Promise.all(names.map(username => endOf(manager.deliver(username))));
    expect(ends).to.deep.equal(names.map(() => 0));
    await pollUntil("all logins to be rotated", MAX_CONVERGENCE_MS, async () => {
      const looks: string[] = [];
      for (const username of names) looks.push(await lookAt(username)); // one at a time: the functions need the machine
      const left = names.map((username, index) => `${username}: ${looks[index]}`);
      return looks.every(look => look === ROTATED) ? { done: undefined } : { yet: left.join("\n") };
    });
  });

  /** Waits until nothing is left that keeps a run from rotating, or that triggers one besides those of the test. */
  async function settled(): Promise<void> {
    const scheduler = new SchedulerClient(clientConfig(sandbox.report.emulator));
    await pollUntil("IAM to settle", MAX_CONVERGENCE_MS, async () => {
      const { Schedules = [] } = await scheduler.send(new ListSchedulesCommand({ NamePrefix: "wake-up-" }));
      const msSinceCall = Date.now() - Number(sandbox.frontDoor.calls.list("iam").at(-1)?.at ?? 0);
      const state = `${Schedules.length} wake-ups are booked, and IAM was called ${msSinceCall} ms ago`;
      return Schedules.length === 0 && msSinceCall >= SETTLED_MS ? { done: undefined } : { yet: state };
    }).finally(() => scheduler.destroy());
  }

  async function requestRotation(username: string): Promise<void> {
    await administrator.update(username, { rotate_requested_at: new Date().toISOString() });
  }

  /** The login from before the rotation, and the one that the record has now. */
  async function handedOutWork(username: string): Promise<void> {
    for (const login of [first.get(username)!, await administrator.login(username)])
      expect((await client.logIn(login)).code, `${username}: ${login.user}`).to.equal(235);
  }

  /** @returns {@link ROTATED} if there is one user with two active keys, of the first login and of a new one */
  async function lookAt(username: string): Promise<string> {
    await handedOutWork(username);
    const old = first.get(username)!.user;
    const record = await administrator.read(username);
    const { users, keys } = await iamState(sandbox.report, username);
    const current = record?.smtp_username ?? "";
    const seen = { status: record?.status, isNew: current !== old, users, keys: keys.sort() };
    const wanted = {
      status: "active",
      isNew: true,
      users: [record?.iam_user_name],
      keys: [`${old} Active`, `${current} Active`].sort(),
    };
    return isDeepStrictEqual(seen, wanted) ? ROTATED : JSON.stringify(seen);
  }
});
