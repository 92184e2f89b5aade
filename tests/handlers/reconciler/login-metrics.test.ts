import { expect } from "chai";
import type { AwsModel } from "../../support/aws-model";
import { active, JOHN, PENDING, REQUEST } from "../../support/reconciler/login";
import { Stage } from "../../support/reconciler/stage";
import { LEASE_PK } from "../../../records/keys";

/** A stack with its stream, in which each change of a record starts a run, as do the manager's own. */
function streaming(): Stage {
  const stage = new Stage();
  stage.model.dynamodb.onWrite = ({ key }) => {
    if (key.PK !== LEASE_PK) stage.model.time.after(300, () => void stage.invoke(JOHN));
  };
  return stage;
}

/** How often each metric was emitted since the last call. */
function counted({ metrics }: AwsModel): Record<string, number> {
  const counts = Object.fromEntries(
    Object.entries(metrics).map(([name, values]) => [name, values.length] as const),
  );
  for (const name of Object.keys(metrics)) delete metrics[name as keyof typeof metrics];
  return counts;
}

describe("the metrics of logins", () => {
  it("count a new login once, however often its record is processed, with the time since it was written", async () => {
    const stage = streaming();
    const changedAt = new Date(stage.model.time.now()).toISOString();
    const origin = { username: JOHN, eventName: "INSERT", sequenceNumber: "1", changedAt };
    stage.attempt = { ...stage.attempt, origin };
    stage.put(JOHN, PENDING);
    await stage.pass(300_000);
    const { updated_at, created_at } = stage.record(JOHN)!;
    const [milliseconds = 0] = stage.model.metrics.TimeToActive ?? [];
    expect(milliseconds).to.be.closeTo(Date.parse(String(updated_at)) - Date.parse(changedAt), 500);
    expect(milliseconds).to.be.greaterThan(Date.parse(String(created_at)) - Date.parse(changedAt));
    for (let turn = 0; turn < 3; turn++) await stage.reconcile(JOHN);
    expect(counted(stage.model)).to.deep.equal({ CredentialsCreated: 1, TimeToActive: 1 });
  });

  it("have no time if nobody knows when the record was written", async () => {
    const stage = await active();
    expect(counted(stage.model)).to.deep.equal({ CredentialsCreated: 1 });
  });

  it("count nothing for a change of addresses, or for stopping and starting a login", async () => {
    const stage = await active();
    counted(stage.model);
    stage.change(JOHN, { allowed_from_addresses: ["b@company.com"] });
    await stage.pass(300_000);
    for (const status of ["disabled", "active"]) {
      stage.change(JOHN, { status });
      await stage.pass(300_000);
      expect(stage.record(JOHN)).to.include({ status });
    }
    expect(counted(stage.model)).to.deep.equal({});
  });

  it("count a password that was asked for, and one that an overwritten record needs, as rotations", async () => {
    const stage = await active({ rotation_grace_days: 0 });
    counted(stage.model);
    stage.change(JOHN, REQUEST);
    await stage.pass(300_000);
    expect(counted(stage.model)).to.deep.equal({ Rotations: 1 });
    await stage.pass(2 * 24 * 3600_000);
    stage.put(JOHN, PENDING);
    await stage.pass(600_000);
    expect(stage.record(JOHN)).to.include({ status: "active" });
    expect(counted(stage.model)).to.deep.equal({ Rotations: 1 });
  });

  it("count a failure once for each request that fails", async () => {
    const stage = await active();
    counted(stage.model);
    const invalid = async (address: string) => {
      stage.change(JOHN, { allowed_from_addresses: [address] });
      await stage.pass(300_000);
      await stage.reconcile(JOHN);
      expect(stage.record(JOHN)).to.include({ status: "failed" });
    };
    await invalid("a@elsewhere.com");
    expect(counted(stage.model)).to.deep.equal({ CredentialsFailed: 1 });
    await invalid("b@elsewhere.com");
    expect(counted(stage.model)).to.deep.equal({ CredentialsFailed: 1 });
    stage.change(JOHN, { allowed_from_addresses: ["a@company.com"] });
    await stage.pass(300_000);
    expect(stage.record(JOHN)).to.include({ status: "active" });
    expect(counted(stage.model), "the login is the same").to.deep.equal({});
  });

  it("count a request that AWS denies as failed, once, also if it is retried", async () => {
    const stage = streaming();
    stage.model.faultOf = ({ operation }) => (operation === "CreateUser" ? "denied" : undefined);
    stage.put(JOHN, PENDING);
    await stage.pass(900_000);
    stage.attempt = { ...stage.attempt, retryCount: 3 };
    await stage.reconcile(JOHN);
    expect(stage.record(JOHN)).to.include({ status: "failed" });
    expect(counted(stage.model)).to.deep.equal({ CredentialsFailed: 1 });
  });

  it("count a hold as a suspension, not as a failure", async () => {
    const stage = await active();
    counted(stage.model);
    stage.putHold(JOHN, "suspended");
    await stage.pass(300_000);
    await stage.reconcile(JOHN);
    expect(counted(stage.model)).to.deep.equal({ LoginsSuspended: 1 });
    stage.liftHold(JOHN);
    await stage.pass(300_000);
    expect(counted(stage.model)).to.deep.equal({});
    expect(stage.record(JOHN)).to.include({ status: "active" });
  });

  // Proves T3.4-e
  it("count the removal of a record once, and one without a login never", async () => {
    const stage = await active();
    counted(stage.model);
    stage.remove(JOHN);
    await stage.pass(300_000);
    await stage.reconcile(JOHN);
    expect(stage.users(JOHN)).to.deep.equal([]);
    expect(counted(stage.model)).to.deep.equal({ CredentialsDeleted: 1 });
    stage.put(JOHN, { ...PENDING, status: "disabled" });
    await stage.pass(300_000);
    stage.remove(JOHN);
    await stage.pass(300_000);
    expect(counted(stage.model)).to.deep.equal({});
  });

  it("count the login that replaces a stolen one as new", async () => {
    const stage = await active();
    counted(stage.model);
    stage.change(JOHN, { compromised_at: "2026-01-01T00:00:00Z" });
    await stage.pass(900_000);
    expect(counted(stage.model)).to.deep.equal({ CredentialsCreated: 1 });
  });
});
