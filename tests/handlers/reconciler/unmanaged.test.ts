import { expect } from "chai";
import { USER_POLICY_NAME, userName, userPath, userTags } from "../../../handlers/shared/iam-names";
import { BOUNDARY_ARN, STACK } from "../../support/aws-model";
import { Stage } from "../../support/reconciler/stage";

const JOHN = "john.doe";
const FOREIGN_USER = "ses-smtp-user-john.doe-1700000000";
const ARN = `arn:aws:iam::123456789012:user/${FOREIGN_USER}`;

/** A record as another system leaves it, whose user is at the root path. */
function foreign(more: Record<string, unknown> = {}) {
  const stage = new Stage();
  const key = stage.model.iam.newKey();
  stage.putForeign({ name: FOREIGN_USER, path: "/", keys: [key] });
  const record = {
    status: "active",
    allowed_from_addresses: ["john@company.com"],
    smtp_username: key.id,
    iam_user_arn: ARN,
    encrypted_credentials: "bm90IG91cnM=",
    ...more,
  };
  stage.put(JOHN, record);
  return { stage, key, record };
}

const command = (key: string) =>
  `aws iam update-access-key --user-name ${FOREIGN_USER} --access-key-id ${key} --status Inactive`;

describe("a record of another system's login", () => {
  for (const status of ["active", "pending"])
    it(`that is ${status} is left exactly as it is, and gets no second login`, async () => {
      const { stage, record } = foreign({ status });
      expect(await stage.reconcile(JOHN)).to.equal("done");
      expect(stage.record(JOHN)).to.deep.include(record).and.not.to.have.property("updated_at");
      expect(stage.users(JOHN)).to.deep.equal([]);
      expect(stage.model.iam.timeline.now.size).to.equal(1);
    });

  for (const [what, more] of [
    ["is disabled", { status: "disabled" }],
    ["has ended", { valid_until: "2001-01-01T00:00:00Z" }],
    ["is reported as compromised", { compromised_at: "2026-01-01T00:00:00Z" }],
  ] as const)
    it(`that ${what} fails with the command that stops it, and keeps what the other system wrote`, async () => {
      const { stage, key, record } = foreign(more);
      expect(await stage.reconcile(JOHN)).to.equal("done");
      expect(stage.record(JOHN)).to.deep.include({ ...record, status: "failed" });
      expect(stage.record(JOHN)).to.have.nested.property("failure.code", "not_adopted");
      expect(stage.record(JOHN))
        .to.have.nested.property("failure.message")
        .that.includes(command(key.id))
        .and.includes("still works");
      expect(stage.model.parked.map(({ errorType }) => errorType)).to.deep.equal(["not_adopted"]);
      expect(await stage.reconcile(JOHN)).to.equal("done");
      expect(stage.model.parked).to.have.length(1);
      expect(stage.model.iam.timeline.now.get(FOREIGN_USER)?.keys).to.deep.equal([key]);
    });

  it("that is held fails too: a hold stops nothing here", async () => {
    const { stage, key } = foreign();
    stage.putHold(JOHN, "suspended");
    await stage.reconcile(JOHN);
    expect(stage.record(JOHN)).to.have.nested.property("failure.message").that.includes(command(key.id));
  });

  it("that is removed is reported once, with the command that stops its login, however late", async () => {
    const { stage, key } = foreign();
    await stage.reconcile(JOHN);
    await stage.pass(40 * 24 * 3_600_000);
    stage.remove(JOHN);
    expect(await stage.reconcile(JOHN)).to.equal("done");
    await stage.reconcile(JOHN);
    expect(stage.model.parked.map(({ errorType }) => errorType)).to.deep.equal(["not_adopted"]);
    expect(stage.model.parked[0]?.errorMessage).to.include("was removed").and.include(command(key.id));
    expect(stage.hasLease(JOHN)).to.equal(false);
    expect(stage.model.iam.timeline.now.has(FOREIGN_USER)).to.equal(true);
  });

  it("is left alone while it is being adopted, whatever it asks for", async () => {
    for (const status of ["active", "disabled"]) {
      const { stage, record } = foreign({ status, adopting: { user: FOREIGN_USER } });
      expect(await stage.reconcile(JOHN)).to.equal("done");
      expect(stage.record(JOHN)).to.deep.include(record);
      expect(stage.model.parked).to.deep.equal([]);
    }
  });

  it("with a login of ours beside it is ours", async () => {
    const stage = new Stage();
    stage.put(JOHN, { status: "pending", allowed_from_addresses: ["john@company.com"] });
    await stage.reconcile(JOHN);
    stage.change(JOHN, { encrypted_credentials: "bm90IG91cnM=", status: "disabled" });
    await stage.reconcile(JOHN);
    expect(stage.record(JOHN)).to.include({ status: "disabled" });
  });
});

describe("a login that was adopted without its password", () => {
  /** As `credential adopt` leaves it: user, policy and boundary are ours, the password is unknown. */
  function adopted() {
    const stage = new Stage();
    const key = stage.model.iam.newKey();
    const name = userName(JOHN, new Date(stage.model.time.now()));
    stage.model.iam.put({
      name,
      path: userPath(STACK, JOHN),
      boundary: BOUNDARY_ARN,
      tags: userTags(STACK, JOHN),
      inline: { [USER_POLICY_NAME]: "{}" },
      keys: [key],
    });
    stage.put(JOHN, {
      status: "active",
      allowed_from_addresses: ["john@company.com"],
      smtp_username: key.id,
      iam_user_name: name,
      verified_status: "unproved",
    });
    stage.putLease(JOHN, { current_key: { S: key.id } });
    return { stage, key };
  }

  it("keeps its key and gets its policy; no second login is created", async () => {
    const { stage, key } = adopted();
    expect(await stage.reconcile(JOHN)).to.equal("done");
    await stage.pass();
    await stage.reconcile(JOHN);
    const [user, ...others] = stage.users(JOHN);
    expect(others).to.deep.equal([]);
    expect(user?.keys).to.deep.equal([key]);
    expect(user?.inline[USER_POLICY_NAME]).to.include("john@company.com");
    expect(stage.record(JOHN)).to.include({
      status: "active",
      verified_status: "unproved",
      smtp_username: key.id,
    });
    expect(stage.record(JOHN)).to.have.property("applied");
  });

  it("follows its list, and gets a proved password with its next rotation; its old one lives on for the grace", async () => {
    const { stage, key } = adopted();
    await stage.reconcile(JOHN);
    stage.change(JOHN, { allowed_from_addresses: ["jd@company.com"] });
    await stage.reconcile(JOHN);
    expect(stage.users(JOHN)[0]?.inline[USER_POLICY_NAME]).to.include("jd@company.com");
    await stage.pass();
    stage.change(JOHN, { rotate_requested_at: new Date(stage.model.time.now()).toISOString() });
    await stage.reconcile(JOHN);
    await stage.pass();
    await stage.reconcile(JOHN);
    const record = stage.record(JOHN);
    expect(record).to.include({ status: "active", verified_status: "active" });
    expect(record).to.include({ previous_smtp_username: key.id });
    expect(record).to.have.property("encrypted_password");
    const keys = stage.users(JOHN)[0]?.keys ?? [];
    expect(keys.map(({ active }) => active)).to.deep.equal([true, true]);
    expect(keys.map(({ id }) => id)).to.include(key.id);
  });

  it("is stopped like any other", async () => {
    const { stage } = adopted();
    await stage.reconcile(JOHN);
    stage.change(JOHN, { status: "disabled" });
    await stage.reconcile(JOHN);
    expect(stage.users(JOHN)[0]?.keys.map(({ active }) => active)).to.deep.equal([false]);
    expect(stage.record(JOHN)).to.include({ status: "disabled" });
  });
});
