import { IAMClient, ListRolePoliciesCommand, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { ListSchedulesCommand, SchedulerClient } from "@aws-sdk/client-scheduler";
import { SQSClient } from "@aws-sdk/client-sqs";
import { expect } from "chai";
import { Schedules } from "../../handlers/reconciler/adapters/schedules";
import { systemClock } from "../../handlers/shared/clock";
import { clientConfig } from "../../sandbox/shared/account";
import { pollUntil } from "../../sandbox/shared/poll";
import { startSandbox, type Sandbox } from "../../sandbox/sandbox";
import { Administrator } from "../../sandbox/testkit/administrator";
import { changeStreamMapping } from "../support/sandbox/event-source-mapping";
import { receiveAll } from "../support/sandbox/failure-messages";
import { deployedManager } from "../support/sandbox/manager-process";

/** The emulator divides the time left by it: an hour becomes six seconds, and the six hours of retries 36. */
const SPEEDUP = 600;
const HOUR_MS = 60 * 60_000;

/** Schedules of the program itself. */
const DAILY = /^smtp-(count|drain|sweep)-/;

describe("a wake-up of the credential manager", () => {
  let sandbox: Sandbox;
  let administrator: Administrator;
  let scheduler: SchedulerClient;
  let group: string;
  let roleName: string;
  let schedules: Schedules;

  before(async function () {
    if (process.env.SES_SMTP_EMULATOR_URL) this.skip(); // a shared emulator is neither patched nor sped up
    sandbox = await startSandbox({
      keyDelayMs: 200,
      emulatorEnvironment: { SES_SMTP_SCHEDULE_SPEEDUP: String(SPEEDUP) },
    });
    await changeStreamMapping(sandbox.report, { Enabled: false }); // only wake-ups reach the manager
    administrator = new Administrator(sandbox.report);
    scheduler = new SchedulerClient(clientConfig(sandbox.report.emulator));
    const { configuration } = await deployedManager(sandbox.report);
    const variable = (name: string) => configuration.Environment?.Variables?.[name] ?? "";
    group = variable("SCHEDULE_GROUP");
    roleName = variable("SCHEDULE_ROLE_ARN").split("/").at(-1) ?? "";
    const settings = {
      group,
      roleArn: variable("SCHEDULE_ROLE_ARN"),
      parkedQueueArn: variable("PARKED_QUEUE_ARN"),
    };
    schedules = new Schedules(scheduler, settings, configuration.FunctionArn ?? "", systemClock);
  });
  after(async () => {
    administrator?.close();
    scheduler?.destroy();
    await sandbox?.close();
  });

  it("is one schedule, however often it is booked for the same minute", async () => {
    const at = Math.floor(Date.now() / HOUR_MS) * HOUR_MS + 2 * HOUR_MS;
    for (const id of ["one", "two"]) await schedules.book("booked", at, id);
    expect(await booked()).to.have.lengthOf(1);
    await schedules.book("booked", at + 60_000, "three");
    await schedules.book("another", at, "four");
    expect(await booked()).to.have.lengthOf(3);
    await pollUntil("the schedules to fire", 60_000, none);
  });

  it("fires at its time and reaches the manager, which does what the record asks for", async () => {
    await administrator.put("woken", { status: "pending", allowed_from_addresses: ["woken@company.com"] });
    await schedules.book("woken", Date.now() + HOUR_MS, "wake-up-test");
    expect((await administrator.read("woken"))?.status).to.equal("pending");
    expect(await booked()).to.have.lengthOf(1);
    await administrator.waitFor("woken", ({ status }) => status === "active");
  });

  it("deletes its own schedule once it has fired", async () => {
    await pollUntil("no schedule", 30_000, none);
  });

  it("goes to the parked queue, with its username, if it cannot be delivered", async () => {
    await forbidInvoking();
    await schedules.book("parked", 0, "parked-test");
    const sqs = new SQSClient(clientConfig(sandbox.report.emulator));
    const [message] = await pollUntil("the parked wake-up", 90_000, async () => {
      const found = await receiveAll(sqs, String(sandbox.report.outputs.parkedQueueUrl));
      return found.length > 0 ? { done: found } : { yet: "nothing" };
    }).finally(() => sqs.destroy());
    expect(JSON.parse((message as { Payload: string }).Payload)).to.deep.equal({
      usernames: ["parked"],
      cause: "wake-up",
      correlationId: "parked-test",
      retryCount: 0,
    });
    await pollUntil("no schedule", 30_000, none);
  });

  async function booked(): Promise<string[]> {
    const { Schedules: found = [] } = await scheduler.send(new ListSchedulesCommand({ GroupName: group }));
    return found.map(({ Name = "" }) => Name).filter(name => !DAILY.test(name));
  }

  async function none() {
    const names = await booked();
    return names.length === 0 ? { done: names } : { yet: names.join(", ") };
  }

  /** Takes the right to invoke the manager from the schedules' role, and leaves it the right to park. */
  async function forbidInvoking(): Promise<void> {
    const iam = new IAMClient(clientConfig(sandbox.report.emulator));
    const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName: roleName }));
    expect(PolicyNames).to.have.lengthOf(1);
    const statement = { Effect: "Allow", Action: "sqs:SendMessage", Resource: "*" };
    const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
    const [PolicyName] = PolicyNames;
    await iam.send(new PutRolePolicyCommand({ RoleName: roleName, PolicyName, PolicyDocument }));
    iam.destroy();
  }
});
