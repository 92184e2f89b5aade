import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { expect } from "chai";
import { LeaseLost } from "../../../handlers/reconciler/failures/errors";
import { LEASE_MS, type LeasePorts } from "../../../handlers/reconciler/lease/item";
import { Lease } from "../../../handlers/reconciler/lease/lease";
import { markLease } from "../../../handlers/reconciler/lease/mark";
import type { AwsModel } from "../../support/aws-model";
import { Stage } from "../../support/reconciler/stage";

const JOHN = "john.doe";
const RESULT = {
  userName: undefined,
  changedAt: undefined,
  lookAgainAt: undefined,
  currentKey: undefined,
  previous: undefined,
  compromised: false,
  unmanaged: undefined,
  said: new Map(),
  senders: undefined,
};
const DAY_S = 24 * 60 * 60;

function account() {
  const stage = new Stage();
  const book: LeasePorts = stage.model.ports(stage.model.process()).leases;
  return { stage, book, now: () => stage.model.time.now(), item: () => stage.lease(JOHN) ?? {} };
}

/** Runs calls to their end in virtual time. */
async function done<T>({ time }: AwsModel, work: Promise<T>): Promise<T> {
  let ended = false;
  const settled = work.finally(() => (ended = true));
  settled.catch(() => undefined);
  while (!ended) await time.run(100);
  return settled;
}

async function acquired(world: ReturnType<typeof account>, holder = "me"): Promise<Lease> {
  const lease = await done(world.stage.model, Lease.acquire(world.book, JOHN, holder));
  if (lease === undefined) throw new Error("The lease is held.");
  return lease;
}

const HELD: Record<string, (now: number) => Record<string, AttributeValue>> = {
  "that is held": now => ({ holder: { S: "x" }, expires_at: { N: String(Math.ceil(now / 1000) + 20) } }),
  "that is held with a clock of ours ahead": now => ({
    holder: { S: "x" },
    expires_at: { N: String(Math.ceil(now / 1000) + 115) },
  }),
};
const FREE: typeof HELD = {
  "that has ended": now => ({ holder: { S: "x" }, expires_at: { N: String(Math.floor(now / 1000)) } }),
  "further ahead than any of ours": now => ({
    holder: { S: "x" },
    expires_at: { N: String(Math.ceil(now / 1000) + 200) },
  }),
  "whose end is not a number": () => ({ holder: { S: "x" }, expires_at: { S: "soon" } }),
  "without an end": () => ({ holder: { S: "x" } }),
  "that was released": now => ({ expires_at: { N: String(Math.ceil(now / 1000) + DAY_S) } }),
  "of its own, as the SDK's retry finds it": now => ({
    holder: { S: "me" },
    expires_at: { N: String(Math.ceil(now / 1000) + 20) },
  }),
};

describe("a lease", () => {
  for (const [what, item] of Object.entries(HELD)) {
    it(`${what} can be marked and not acquired`, async () => {
      const world = account();
      world.stage.putLease(JOHN, item(world.now()));
      expect(await done(world.stage.model, Lease.acquire(world.book, JOHN, "me"))).to.equal(undefined);
      const until = await done(world.stage.model, markLease(world.book, JOHN, false));
      expect(until).to.equal(Number(world.item().expires_at?.N) * 1000);
      expect(world.item()).to.have.nested.property("dirty.N", "1");
      expect(world.item()).not.to.have.property("changed_at");
    });
  }

  for (const [what, item] of Object.entries(FREE)) {
    it(`${what} can be acquired`, async () => {
      const world = account();
      world.stage.putLease(JOHN, item(world.now()));
      await acquired(world);
    });
  }

  it("that is free cannot be marked: nobody would see it", async () => {
    const world = account();
    expect(await done(world.stage.model, markLease(world.book, JOHN, true))).to.equal(undefined);
    expect(world.stage.hasLease(JOHN)).to.equal(false);
  });

  it("is not released while it is marked unseen, and its holder learns who changed IAM", async () => {
    const world = account();
    const { model } = world.stage;
    const lease = await acquired(world);
    await done(model, markLease(world.book, JOHN, true));
    expect(await done(model, lease.release(RESULT))).to.equal(false);
    expect(lease.takeMark()?.changedAt).to.be.closeTo(world.now(), 1_000);
    expect(await done(model, lease.release(RESULT))).to.equal(true);
    expect(world.item()).to.have.nested.property("dirty.N", "1");
    expect(world.item()).to.have.nested.property("released_by.S", "me");
  });

  it("shows a mark at the next renewal, once", async () => {
    const world = account();
    const { model } = world.stage;
    const lease = await acquired(world);
    await done(model, markLease(world.book, JOHN, false));
    await done(model, lease.keep());
    expect(lease.isMarked, "it is too young to be renewed").to.equal(false);
    await done(model, lease.keep(0));
    expect(lease.takeMark()).to.deep.equal({ changedAt: undefined });
    await done(model, lease.keep(0));
    expect(lease.takeMark()).to.equal(undefined);
  });

  for (const end of ["release", "forget"] as const) {
    it(`is not lost where the SDK repeats its ${end}`, async () => {
      const world = account();
      const lease = await acquired(world);
      expect(await done(world.stage.model, lease[end](RESULT))).to.equal(true);
      expect(await done(world.stage.model, lease[end](RESULT))).to.equal(true);
    });
  }

  it("is lost once another run has acquired it", async () => {
    const world = account();
    const { model } = world.stage;
    const lease = await acquired(world);
    await world.stage.pass(LEASE_MS + 1_000);
    const other = await acquired(world, "other");
    expect(other.handover.abandoned).to.equal(true);
    const attempts: (() => Promise<unknown>)[] = [
      () => lease.keep(0),
      () => lease.release(RESULT),
      () => lease.forget(),
    ];
    for (const attempt of attempts) {
      expect(await done(model, attempt()).catch((error: unknown) => error)).to.be.instanceOf(LeaseLost);
    }
    expect(await done(model, other.release(RESULT))).to.equal(true);
  });

  it("is kept for a day after its release, or a week beyond the look that is due", async () => {
    const world = account();
    const seconds = () => Math.ceil(world.now() / 1000);
    await done(world.stage.model, (await acquired(world)).release(RESULT));
    expect(Number(world.item().expires_at?.N)).to.be.closeTo(seconds() + DAY_S, 2);
    const lookAgainAt = world.now() + 3_600_000;
    await done(world.stage.model, (await acquired(world)).release({ ...RESULT, lookAgainAt }));
    expect(Number(world.item().expires_at?.N)).to.be.closeTo(seconds() + 3_600 + 7 * DAY_S, 2);
    expect((await acquired(world)).handover.lookAgainAt).to.be.closeTo(lookAgainAt, 1_000);
  });
});
