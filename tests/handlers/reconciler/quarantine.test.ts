import { expect } from "chai";
import { quarantineAmong } from "../../../handlers/shared/aws-verdicts";
import { maySend } from "../../support/aws-model/ses";
import { isOff } from "../../support/histories/invariants";
import { active, failure, JOHN, keys, login, PENDING } from "../../support/reconciler/login";
import type { Stage } from "../../support/reconciler/stage";

const POLICY = "arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3";

/** As AWS does it. */
function quarantine(stage: Stage, attached: readonly string[] = [POLICY]): void {
  const [user] = stage.users(JOHN);
  stage.model.iam.put({ ...user!, attached });
}

const attachedOf = (stage: Stage) => stage.users(JOHN).flatMap(({ attached }) => attached);

describe("a login whose user AWS has quarantined", () => {
  it("is stopped and held with the reason, not replaced, and the quarantine stays", async () => {
    const stage = await active({ owner_email: "jane@example.com" });
    const [before] = stage.users(JOHN);
    const first = login(stage);
    quarantine(stage);
    await stage.reconcile(JOHN);
    await stage.pass(300_000);
    expect(stage.hold(JOHN)).to.include({ kind: "suspended" });
    expect(failure(stage)).to.include({ code: "suspended" });
    expect(failure(stage)?.message).to.include("attached AWSCompromisedKeyQuarantineV3 to its IAM user");
    const [user] = stage.users(JOHN);
    expect([user?.name, login(stage)]).to.deep.equal([before?.name, first]);
    expect(isOff(user!)).to.equal(true);
    expect(maySend(user!, "a@company.com")).to.equal(false);
    expect(attachedOf(stage)).to.deep.equal([POLICY]);
    expect(stage.model.alerts.map(({ Subject }) => Subject)).to.deep.equal([
      "ses-smtp: the login john.doe is suspended",
    ]);
    expect(stage.model.mails).to.have.length(1);
  });

  it("is denied within seconds although KMS, SMTP and the table's holds are down", async () => {
    const stage = await active();
    quarantine(stage);
    stage.model.ses.down = true;
    stage.model.faultOf = ({ service, operation, input }) =>
      service === "kms" || (operation === "UpdateItem" && JSON.stringify(input).includes("SMTP_HOLD"))
        ? "denied"
        : undefined;
    void stage.invoke(JOHN);
    await stage.pass(3_000);
    expect(stage.users(JOHN).some(user => maySend(user, "a@company.com"))).to.equal(false);
    stage.model.ses.down = false;
    stage.model.faultOf = () => undefined;
    await stage.pass(900_000);
    expect(stage.hold(JOHN)).to.include({ kind: "suspended" });
  });

  it("comes back under its hold when that is lifted before the policy is detached, and works after both", async () => {
    const stage = await active();
    const first = login(stage);
    quarantine(stage);
    await stage.reconcile(JOHN);
    await stage.pass(300_000);
    stage.liftHold(JOHN);
    stage.change(JOHN, { status: "pending" });
    await stage.pass(300_000);
    expect(stage.hold(JOHN)).to.include({ kind: "suspended" });
    expect(stage.users(JOHN).every(isOff)).to.equal(true);
    quarantine(stage, []);
    stage.liftHold(JOHN);
    stage.change(JOHN, { status: "pending" });
    await stage.pass(300_000);
    expect(stage.record(JOHN)).to.include({ status: "active", smtp_username: first });
  });

  it("is replaced once it is reported as compromised and its hold is lifted", async () => {
    const stage = await active();
    const [before] = stage.users(JOHN);
    quarantine(stage);
    await stage.reconcile(JOHN);
    await stage.pass(300_000);
    stage.change(JOHN, { compromised_at: "2026-11-26T12:00:00Z" });
    await stage.pass(400_000);
    expect(stage.users(JOHN)).to.deep.equal([]);
    stage.liftHold(JOHN);
    stage.change(JOHN, { status: "pending" });
    await stage.pass(400_000);
    expect(stage.users(JOHN)[0]?.name).not.to.equal(before?.name);
    expect(keys(stage)).to.deep.equal([`${login(stage)} active`]);
    expect(attachedOf(stage)).to.deep.equal([]);
  });

  it("stays held when its record is overwritten", async () => {
    const stage = await active();
    quarantine(stage);
    await stage.reconcile(JOHN);
    await stage.pass(300_000);
    stage.put(JOHN, PENDING);
    await stage.pass(300_000);
    expect(stage.users(JOHN).every(isOff)).to.equal(true);
  });

  it("is removed with its record, without a hold for the next of its name", async () => {
    const stage = await active();
    quarantine(stage);
    stage.remove(JOHN);
    await stage.pass(400_000);
    expect(stage.users(JOHN)).to.deep.equal([]);
    expect(stage.hold(JOHN)).to.equal(undefined);
  });

  it("is recognized by the name of AWS's policy, whatever its version, and by no other", () => {
    expect(quarantineAmong([undefined, "arn:aws:iam::aws:policy/ReadOnlyAccess", POLICY])).to.equal(
      "AWSCompromisedKeyQuarantineV3",
    );
    expect(quarantineAmong(["arn:aws-us-gov:iam::aws:policy/AWSCompromisedKeyQuarantine"])).to.be.a("string");
    expect(quarantineAmong(["arn:aws:iam::aws:policy/service-role/AWSCompromisedKeyQuarantineV4"])).to.be.a(
      "string",
    );
    expect(quarantineAmong(["arn:aws:iam::123456789012:policy/AWSCompromisedKeyQuarantineV3"])).to.equal(
      undefined,
    );
    expect(quarantineAmong([])).to.equal(undefined);
  });
});
