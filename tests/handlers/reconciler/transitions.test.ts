import { expect } from "chai";
import { DENY_POLICY, senderPolicy } from "../../../handlers/reconciler/policy";
import { USER_POLICY_NAME } from "../../../handlers/shared/iam-names";
import { RESOURCES } from "../../support/aws-model";
import { isOff } from "../../support/histories/invariants";
import { type Attributes, Stage } from "../../support/reconciler/stage";

const JOHN = "john.doe";
const PENDING: Attributes = {
  status: "pending",
  description: "John's mail",
  allowed_from_addresses: ["john.doe@company.com", "*@marketing.company.com"],
};

/** States that a credential can be in before the administrator's next move. */
const befores: Record<string, (stage: Stage) => Promise<void>> = {
  "no record": async () => undefined,
  active: async stage => {
    stage.put(JOHN, PENDING);
    await settle(stage);
  },
  disabled: async stage => {
    await befores.active!(stage);
    stage.change(JOHN, { status: "disabled" });
    await settle(stage);
  },
  "failed, never verified": async stage => {
    stage.put(JOHN, { ...PENDING, allowed_from_addresses: ["*"] });
    await settle(stage);
  },
  "failed, verified before": async stage => {
    await befores.active!(stage);
    stage.change(JOHN, { status: "pending", allowed_from_addresses: ["*"] });
    await settle(stage);
  },
};

/** The administrator's moves, and what each must lead to. */
const moves: Record<
  string,
  { move: (stage: Stage) => void; becomes: "active" | "disabled" | "failed" | "nothing" }
> = {
  "put pending": { move: stage => stage.put(JOHN, PENDING), becomes: "active" },
  "set pending": { move: stage => stage.change(JOHN, { ...PENDING }), becomes: "active" },
  "set active": { move: stage => stage.change(JOHN, { ...PENDING, status: "active" }), becomes: "active" },
  "other addresses": {
    move: stage => stage.change(JOHN, { ...PENDING, allowed_from_addresses: ["new@company.com"] }),
    becomes: "active",
  },
  "a string set": {
    move: stage => stage.change(JOHN, { ...PENDING, allowed_from_addresses: new Set(["a@company.com"]) }),
    becomes: "active",
  },
  "set disabled": {
    move: stage => stage.change(JOHN, { ...PENDING, status: "disabled" }),
    becomes: "disabled",
  },
  "put disabled over it": {
    move: stage => stage.put(JOHN, { ...PENDING, status: "disabled" }),
    becomes: "disabled",
  },
  "an unknown status": {
    move: stage => stage.change(JOHN, { ...PENDING, status: "paused" }),
    becomes: "failed",
  },
  "no status": { move: stage => stage.change(JOHN, { ...PENDING, status: undefined }), becomes: "failed" },
  "bad addresses": {
    move: stage => stage.change(JOHN, { ...PENDING, allowed_from_addresses: ["*company.com"] }),
    becomes: "failed",
  },
  remove: { move: stage => stage.remove(JOHN), becomes: "nothing" },
};

async function settle(stage: Stage): Promise<void> {
  expect(await stage.reconcile(JOHN)).to.equal("done");
  await stage.pass();
}

/** @param previous the login that was overwritten, which works through its grace */
function expectActive(stage: Stage, previous?: string): void {
  const record = stage.record(JOHN) ?? {};
  const users = stage.users(JOHN);
  expect(record).to.include({ status: "active", verified_status: "active" });
  expect(record.failure).to.equal(undefined);
  expect(users).to.have.length(1);
  const keys = [...(previous === undefined ? [] : [previous]), record.smtp_username];
  expect(users[0]?.keys.map(key => [key.id, key.active])).to.deep.equal(keys.map(key => [key, true]));
  expect(record.previous_smtp_username).to.equal(previous);
  const patterns = [...(record.allowed_from_addresses as Iterable<string>)];
  expect(users[0]?.inline).to.deep.equal({ [USER_POLICY_NAME]: senderPolicy(patterns, RESOURCES) });
  expect(stage.model.ses.accepted.has(String(record.smtp_username))).to.equal(true);
}

describe("every transition", () => {
  for (const [before, prepare] of Object.entries(befores)) {
    for (const [name, { move, becomes }] of Object.entries(moves)) {
      // Proves D-unit-tests.1, T3.1-c, T3.2-c
      it(`${before}, then ${name}: ${becomes}`, async () => {
        const stage = new Stage();
        await prepare(stage);
        const [verified] = stage.users(JOHN)[0]?.keys ?? [];
        const verifiedKey = verified?.id;
        move(stage);
        await settle(stage);

        const isPutOver = name.startsWith("put") && verified?.active;
        if (becomes === "active") expectActive(stage, isPutOver ? verifiedKey : undefined);
        else if (becomes === "nothing") {
          expect(stage.users(JOHN)).to.deep.equal([]);
        } else {
          expect(stage.record(JOHN)).to.include({ status: becomes });
          expect(stage.users(JOHN).every(isOff)).to.equal(true);
        }
        if (becomes === "failed") expect(stage.users(JOHN)).to.have.length(verifiedKey ? 1 : 0);
        const kept = verifiedKey && becomes === "active" && !name.startsWith("put");
        if (kept) expect(stage.record(JOHN)?.smtp_username, "the same login").to.equal(verifiedKey);
      });
    }
  }

  it("leaves a failed record alone until somebody changes its status or its list", async () => {
    const stage = new Stage();
    await befores["failed, never verified"]!(stage);
    const failed = stage.record(JOHN);
    stage.change(JOHN, { description: "still failed" });
    await settle(stage);
    expect(stage.record(JOHN)).to.deep.equal({ ...failed, description: "still failed" });
  });

  it("publishes disabled only after the login was refused, with Deny and an inactive key", async () => {
    const stage = new Stage();
    await befores.disabled!(stage);
    const { smtp_username: key } = stage.record(JOHN) ?? {};
    expect(stage.model.ses.refused.has(String(key))).to.equal(true);
    expect(stage.users(JOHN)[0]?.inline).to.deep.equal({ [USER_POLICY_NAME]: DENY_POLICY });
    expect(stage.record(JOHN)).to.include({ verified_status: "disabled" });
  });

  it("leaves no lease item after a removal", async () => {
    const stage = new Stage();
    await befores.active!(stage);
    stage.remove(JOHN);
    await settle(stage);
    await settle(stage);
    expect(stage.model.dynamodb.all()).to.deep.equal([]);
  });

  it("creates a new login for a record removed and put again before the stream delivered either", async () => {
    const stage = new Stage();
    await befores.active!(stage);
    const old = stage.record(JOHN)?.smtp_username;
    stage.remove(JOHN);
    stage.put(JOHN, PENDING);
    await settle(stage);
    expectActive(stage, String(old)); // nobody can tell it from a record that was overwritten
    expect(stage.record(JOHN)?.smtp_username).not.to.equal(old);
  });

  it("changes nothing once everything is done", async () => {
    const stage = new Stage();
    await befores.active!(stage);
    const before = stage.record(JOHN);
    const steps = stage.log.length;
    await settle(stage);
    expect(stage.record(JOHN)).to.deep.equal(before);
    expect(stage.log.slice(steps)).to.deep.equal([]);
  });
});
