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

  it("with a login of ours beside it is ours", async () => {
    const stage = new Stage();
    stage.put(JOHN, { status: "pending", allowed_from_addresses: ["john@company.com"] });
    await stage.reconcile(JOHN);
    stage.change(JOHN, { encrypted_credentials: "bm90IG91cnM=", status: "disabled" });
    await stage.reconcile(JOHN);
    expect(stage.record(JOHN)).to.include({ status: "disabled" });
  });
});

describe("a record whose login is being adopted or released", () => {
  const OURS = userName(JOHN, new Date(1_800_000_000_000));

  /** @param at where its user is now */
  function marked(at: "its own path" | "ours", mark: object, more: Record<string, unknown> = {}) {
    const stage = new Stage();
    const key = stage.model.iam.newKey();
    const isOurs = at === "ours";
    const name = isOurs ? OURS : FOREIGN_USER;
    const path = isOurs ? userPath(STACK, JOHN) : "/";
    const inline = { [USER_POLICY_NAME]: "{}" };
    const user = { name, path, keys: [key], inline, boundary: BOUNDARY_ARN, tags: userTags(STACK, JOHN) };
    if (isOurs) stage.model.iam.put(user);
    else stage.putForeign(user);
    const adopting = {
      user: FOREIGN_USER,
      path: "/",
      to: OURS,
      user_id: "AIDAEXAMPLE",
      access_key_id: key.id,
      at: "2026-01-01T00:00:00Z",
      by: "ses-smtp",
      ...mark,
    };
    const record = { status: "active", allowed_from_addresses: ["john@company.com"], adopting, ...more };
    stage.put(JOHN, record);
    return { stage, key, name, record };
  }

  const RELEASING = { user: OURS, path: userPath(STACK, JOHN), to: FOREIGN_USER, releasing: true };

  for (const [what, mark] of [
    ["adopted", {}],
    ["released", RELEASING],
    ["adopted, with a mark that cannot be read", { user: 1 }],
  ] as const)
    for (const at of ["its own path", "ours"] as const)
      it(`is left alone while its user, at ${at}, is being ${what}`, async () => {
        const { stage, record, name } = marked(at, mark);
        const before = structuredClone(stage.model.iam.timeline.now.get(name));
        expect(await stage.reconcile(JOHN)).to.equal("done");
        expect(stage.record(JOHN)).to.deep.include(record).and.not.to.have.property("updated_at");
        expect(stage.model.iam.timeline.now.get(name)).to.deep.equal(before);
        expect(stage.model.iam.timeline.now.size).to.equal(1);
      });

  for (const [what, more] of [
    ["is disabled", { status: "disabled" }],
    ["has ended", { valid_until: "2001-01-01T00:00:00Z" }],
    ["is reported as compromised", { compromised_at: "2026-01-01T00:00:00Z" }],
  ] as const)
    for (const [doing, mark, again] of [
      ["adopted", {}, "adopt"],
      ["released", RELEASING, "release"],
    ] as const)
      it(`that ${what} fails with the command that stops it outside our path while it is ${doing}`, async () => {
        const { stage, key, record } = marked("its own path", mark, more);
        expect(await stage.reconcile(JOHN)).to.equal("done");
        const failed = stage.record(JOHN);
        expect(failed).to.deep.include({ ...record, status: "failed" });
        expect(failed).to.have.nested.property("failure.code", "not_adopted");
        expect(failed)
          .to.have.nested.property("failure.message")
          .that.includes(command(key.id))
          .and.includes(`run the same ses-smtp credential ${again} again`);
        expect(stage.model.parked.map(({ errorType }) => errorType)).to.deep.equal(["not_adopted"]);
        expect(stage.model.iam.timeline.now.get(FOREIGN_USER)?.keys).to.deep.equal([key]);
      });

  for (const [what, mark, name] of [
    ["adopted", {}, FOREIGN_USER],
    ["adopted and verified", { verified: true }, OURS],
    ["released", RELEASING, FOREIGN_USER],
  ] as const)
    it(`that is disabled is stopped at our path while it is ${what}, and names its user elsewhere`, async () => {
      const { stage, key } = marked("ours", mark, { status: "disabled" });
      await stage.reconcile(JOHN);
      const [user, ...others] = stage.users(JOHN);
      expect(others).to.deep.equal([]);
      expect(user?.keys).to.deep.equal([{ ...key, active: false }]);
      expect(user?.inline[USER_POLICY_NAME]).to.include("Deny");
      expect(stage.record(JOHN))
        .to.have.nested.property("failure.message")
        .that.includes(`--user-name ${name} --access-key-id ${key.id}`);
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
