import { expect } from "chai";
import type { Call, InjectedFault } from "../../support/aws-model/process";
import { Stage } from "../../support/reconciler/stage";

const JOHN = "john.doe";
const PENDING = { status: "pending", allowed_from_addresses: ["a@company.com"] };

/** The many calls of a removal. */
const SLOW = /^(Delete|ListAttached|ListUserPolicies|ListGroups)/;

function failing(fault: InjectedFault, calls: (call: Call) => boolean): Stage {
  const stage = new Stage();
  stage.model.faultOf = call => (calls(call) ? fault : undefined);
  stage.put(JOHN, PENDING);
  return stage;
}

const failure = (stage: Stage) =>
  stage.record(JOHN)?.failure as { code: string; message: string; correlation_id: string };

const badRecords: Record<string, { username?: string; addresses: unknown; message: RegExp }> = {
  "an empty list": { addresses: [], message: /allowed_from_addresses is empty\. Write/ },
  "*": { addresses: ["*"], message: /allowed_from_addresses.*Write/ },
  "*company.com": { addresses: ["*company.com"], message: /allowed_from_addresses.*Write/ },
  "a policy variable": { addresses: ["${aws:username}@company.com"], message: /allowed_from_addresses.*Use/ },
  "a newline": { addresses: ["a\n@company.com"], message: /allowed_from_addresses.*Use/ },
  "a quote": { addresses: ['a"@company.com'], message: /allowed_from_addresses.*Use/ },
  "a number": { addresses: [5], message: /allowed_from_addresses\[0\] is 5\. Write/ },
  "a number too large for JavaScript": {
    addresses: 2n ** 70n,
    message: /allowed_from_addresses is .*\. Write/,
  },
  "a foreign domain": { addresses: ["a@elsewhere.org"], message: /allowed_from_addresses.*Use company\.com/ },
  "too many addresses": {
    addresses: Array.from({ length: 100 }, (_, index) => `somebody.${index}@company.com`),
    message: /allowed_from_addresses has 100 .*Use patterns/,
  },
  "a username with a space": {
    username: "john doe",
    addresses: ["a@company.com"],
    message: /SK is USER# and/,
  },
  "a username with a slash": {
    username: "john/doe",
    addresses: ["a@company.com"],
    message: /SK is USER# and/,
  },
  "a username too long": { username: "j".repeat(40), addresses: ["a@company.com"], message: /1 to 39/ },
  "a username not in ASCII": { username: "jürgen", addresses: ["a@company.com"], message: /ASCII/ },
};

describe("a record that cannot be applied", () => {
  for (const [what, { username = JOHN, addresses, message }] of Object.entries(badRecords)) {
    it(`because of ${what} fails with the attribute and the remedy, and leaves nothing in IAM`, async () => {
      const stage = new Stage();
      stage.put(username, { status: "pending", allowed_from_addresses: addresses });
      expect(await stage.reconcile(username)).to.equal("done");
      expect(stage.record(username)).to.include({ status: "failed" });
      expect(stage.record(username)).to.have.nested.property("failure.message").that.matches(message);
      expect(stage.model.iam.timeline.now.size).to.equal(0);
    });
  }
});

describe("an error during a run", () => {
  it("that goes away is not seen in the record", async () => {
    let left = 4;
    const stage = failing("throttled", ({ service }) => service === "iam" && left-- > 0);
    expect(await stage.reconcile(JOHN)).to.equal("done");
    expect(stage.record(JOHN)).to.include({ status: "active" });
  });

  it("that persists is written as a failure that may be retried", async () => {
    const stage = failing("lost", ({ operation }) => operation === "CreateAccessKey");
    expect(await stage.reconcile(JOHN)).to.equal("done");
    expect(failure(stage)).to.include({ code: "transient", correlation_id: "test" });
    expect(failure(stage).message).to.match(
      /TimeoutError: socket hang up.*Set status to "pending" to try again/,
    );

    stage.model.faultOf = () => undefined;
    stage.change(JOHN, { status: "pending" });
    await stage.reconcile(JOHN);
    expect(stage.record(JOHN)).to.include({ status: "active" });
    expect(stage.users(JOHN)).to.have.length(1);
  });

  // Proves D-lambda-errors.4, D-unit-tests.3
  it("that is a denial is retried, then everything is undone and the failure written", async () => {
    const stage = failing("denied", ({ operation }) => operation === "CreateAccessKey");
    expect(await stage.reconcile(JOHN)).to.equal("done");
    expect(failure(stage)).to.include({ code: "access_denied" });
    expect(stage.users(JOHN)).to.deep.equal([]);
  });

  it("that is an exhausted quota is written as a failure with nothing left", async () => {
    const stage = new Stage({ userQuota: 0 });
    stage.put(JOHN, PENDING);
    await stage.reconcile(JOHN);
    expect(failure(stage)).to.include({ code: "quota_reached" });
  });

  it("that is a disabled KMS key leaves nothing of a new login, and a verified one as it is", async () => {
    const stage = new Stage();
    stage.put("jane", PENDING);
    await stage.reconcile("jane");
    stage.model.kms.disabled = true;
    stage.put(JOHN, PENDING);
    await stage.reconcile(JOHN);
    expect(failure(stage)).to.include({ code: "rejected_by_aws" });
    expect(stage.users(JOHN)).to.deep.equal([]);
    await stage.reconcile("jane");
    expect(stage.users("jane")[0]?.keys[0]?.active).to.equal(true);
  });

  it("is not written to a record that was changed while it was undone", async () => {
    const stage = failing("denied", ({ operation }) => {
      if (operation === "DeleteUser") stage.change(JOHN, { status: "disabled" });
      return operation === "CreateAccessKey";
    });
    expect(await stage.reconcile(JOHN)).to.equal("done");
    expect(stage.record(JOHN)).to.include({ status: "disabled" });
    expect(failure(stage)).to.equal(undefined);
  });

  it("that makes calls slow does not make a removal lose its lease", async () => {
    const stage = new Stage();
    stage.put(JOHN, PENDING);
    await stage.reconcile(JOHN);
    await stage.pass();
    stage.model.faultOf = ({ operation }) => (SLOW.test(operation) ? "slow" : undefined);
    stage.remove(JOHN);
    const ending = stage.start(JOHN);
    await stage.pass(5_000);
    void stage.start(JOHN); // would acquire it as soon as it expires
    await stage.pass(400_000);
    expect(await ending).to.equal("done");
    expect(stage.users(JOHN)).to.deep.equal([]);
  });

  // Proves D-lambda-errors.2
  it("that is an unreachable table fails the invocation, so that Lambda tries it again", async () => {
    const stage = failing("throttled", ({ operation }) => operation === "BatchGetItem");
    expect(await stage.reconcile(JOHN)).to.equal("thrown");
  });

  it("that is a key that must not be deleted yet is left to another run, which is woken", async () => {
    const stage = new Stage();
    stage.put(JOHN, PENDING);
    const user = stage.model.iam.put({ name: "x", keys: [stage.model.iam.newKey()] });
    await stage.reconcile(JOHN);
    const [made] = stage.users(JOHN);
    stage.model.iam.put({
      ...made!,
      keys: [...made!.keys, { ...user.keys[0]!, createdAt: stage.model.time.now() }],
    });
    stage.change(JOHN, { allowed_from_addresses: ["b@company.com"] });
    const started = stage.model.time.running;
    expect(await stage.reconcile(JOHN)).to.equal("done");
    expect(stage.model.time.running - started).to.be.lessThan(2_000);
    expect(stage.users(JOHN)[0]?.keys).to.have.length(2);
    expect(stage.lease(JOHN)).to.include.keys("look_again_at").and.not.include.keys("holder");
    await stage.pass(180_000);
    expect(stage.users(JOHN)[0]?.keys).to.have.length(1);
    expect(stage.lease(JOHN)).not.to.include.keys("look_again_at");
  });
});

describe("a key whose CreateAccessKey was not answered and that IAM does not list yet", () => {
  it("is found and made inactive if its record was disabled meanwhile", async () => {
    let lostAt: number | undefined;
    const lag = (operation: string): number => {
      const since = lostAt === undefined ? Infinity : stage.model.time.running - lostAt;
      return operation === "ListAccessKeys" && since < 15_000 ? since : 0;
    };
    const stage: Stage = new Stage({ lag });
    stage.model.faultOf = ({ operation }) => {
      if (operation === "Login") stage.change(JOHN, { status: "disabled" });
      if (operation !== "CreateAccessKey" || lostAt !== undefined) return undefined;
      lostAt = stage.model.time.running;
      return "answer lost";
    };
    stage.put(JOHN, PENDING);
    expect(await stage.reconcile(JOHN)).to.equal("done");
    await stage.pass(180_000);
    expect(stage.record(JOHN)).to.include({ status: "disabled" });
    expect(stage.users(JOHN).map(user => user.keys.map(key => key.active))).to.deep.equal([[false, false]]);
  });
});

describe("a process that dies", () => {
  for (const fault of ["dies before", "dies after"] as const) {
    // Proves T3.4-f
    it(`just ${fault.slice(5)} each of its calls in turn is repaired by the next run`, async () => {
      for (let nth = 0, died = true; died; nth++) {
        const stage = new Stage();
        let calls = 0;
        stage.model.faultOf = () => (calls++ === nth ? fault : undefined);
        stage.put(JOHN, PENDING);
        died = (await stage.reconcile(JOHN)) === "died";
        stage.model.faultOf = () => undefined;
        expect(await stage.reconcile(JOHN), `after call ${nth}`).to.equal("done");
        await stage.pass(240_000); // the lease of the dead one ends, and the wake-up that was booked comes
        expect(stage.record(JOHN), `after call ${nth}`).to.include({ status: "active" });
        const keys = stage.users(JOHN).map(user => user.keys.length);
        expect(keys, `keys of each user, after call ${nth}`).to.deep.equal([1]);
        expect(nth, "it ends").to.be.lessThan(100);
      }
    });
  }
});
