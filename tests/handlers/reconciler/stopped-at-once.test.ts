import { expect } from "chai";
import { type Course, ModelLogins } from "../../support/deployment/model-logins";
import { Stage } from "../../support/reconciler/stage";

const COUNT = 100;

/** What the model's IAM allows. */
const CHANGES_PER_SECOND = 5;

/** The event's delivery, the reads, and the calls that are not the first in their turn. */
const MAX_OVERHEAD_S = 5;

const JOHN = "john.doe";
const PENDING = { status: "pending", allowed_from_addresses: ["a@company.com"] };

async function logins(): Promise<ModelLogins> {
  const active = new ModelLogins(COUNT);
  await active.create();
  await active.pass(120_000);
  return active;
}

/** Every login is denied before IAM's limit is spent on anything else. */
function expectDeniedFirst({ deniedAfter }: Course): void {
  expect(deniedAfter).to.have.length(COUNT);
  expect(Math.max(...deniedAfter)).to.be.at.most(COUNT / CHANGES_PER_SECOND + MAX_OVERHEAD_S);
}

describe(`${COUNT} logins that are stopped at once, with ${CHANGES_PER_SECOND} changes a second allowed by IAM`, function () {
  this.timeout(60_000);

  it("are all denied before their keys are made inactive, with few throttled calls", async () => {
    const disabled = await (await logins()).disable();
    expectDeniedFirst(disabled);
    expect(disabled.throttled / COUNT).to.be.below(15);
  });

  it("are all denied before anything of them is removed, with few throttled calls", async () => {
    const active = await logins();
    const removed = await active.remove();
    expectDeniedFirst(removed);
    expect(removed.throttled / COUNT).to.be.below(40);
    expect(active.users).to.equal(0);
  });
});

describe("a stop that IAM throttles until its run ends", () => {
  /** A login whose stop is throttled from a call on, in a run that lasts a minute. */
  async function throttled(operation: string): Promise<Stage> {
    const stage = new Stage();
    stage.put(JOHN, PENDING);
    expect(await stage.reconcile(JOHN)).to.equal("done");
    await stage.pass(120_000);
    stage.model.faultOf = call => (call.operation === operation ? "throttled" : undefined);
    stage.remove(JOHN);
    expect(await stage.reconcile(JOHN, 60_000)).to.equal("thrown");
    return stage;
  }

  it("has not changed IAM: the next run believes what IAM shows", async () => {
    const stage = await throttled("UpdateAccessKey");
    const calls: string[] = [];
    stage.model.faultOf = ({ service, operation }) => {
      if (service === "iam") calls.push(operation);
      return undefined;
    };
    expect(await stage.reconcile(JOHN)).to.equal("done");
    expect(calls).to.include("UpdateAccessKey").and.not.include("PutUserPolicy");
  });

  it("does not deny a user again whose keys and policy were deleted already", async () => {
    const stage = await throttled("DeleteUser");
    expect(stage.users(JOHN)[0]).to.deep.include({ keys: [], inline: {} });
    await stage.pass(60_000);
    const calls: string[] = [];
    stage.model.faultOf = ({ service, operation }) => {
      if (service === "iam") calls.push(operation);
      return undefined;
    };
    expect(await stage.reconcile(JOHN)).to.equal("done");
    expect(calls).to.include("DeleteUser").and.not.include("PutUserPolicy");
  });
});
