import { expect } from "chai";
import { active, failure, JOHN, login, PENDING, REQUEST } from "../../../support/reconciler/login";
import type { Stage } from "../../../support/reconciler/stage";

const DAY = 24 * 60 * 60_000;
const OWNER = { owner_email: "jane@example.com" };
const INVALID = { status: "pending", allowed_from_addresses: ["a@elsewhere.com"] };

const subjects = (stage: Stage) => stage.model.alerts.map(({ Subject }) => Subject);
const mails = (stage: Stage) => stage.model.mails.map(({ to, subject }) => `${to}: ${subject}`);

/** Runs as a sweep would, day after day. */
async function days(stage: Stage, count: number): Promise<void> {
  for (let day = 0; day < count; day++) {
    void stage.invoke(JOHN);
    await stage.pass(DAY);
  }
}

const SUSPENDED = "ses-smtp: the login john.doe is suspended";

describe("people are told", () => {
  it("nothing of a login that is created, changed, rotated on request, disabled and removed", async () => {
    const stage = await active(OWNER);
    stage.change(JOHN, { allowed_from_addresses: ["b@company.com"] });
    await stage.pass();
    stage.change(JOHN, REQUEST);
    await days(stage, 3);
    stage.change(JOHN, { status: "disabled" });
    await stage.pass(300_000);
    stage.remove(JOHN);
    await stage.pass(300_000);
    expect([...subjects(stage), ...mails(stage)]).to.deep.equal([]);
  });

  it("of a suspension, once, however many runs follow", async () => {
    const stage = await active(OWNER);
    stage.putHold(JOHN, "suspended");
    await stage.pass(300_000);
    await Promise.all([stage.reconcile(JOHN), stage.reconcile(JOHN)]);
    await days(stage, 10);
    expect(subjects(stage)).to.deep.equal([SUSPENDED]);
    expect(mails(stage)).to.deep.equal(['jane@example.com: Your login "john.doe" was stopped']);
    expect(stage.model.mails[0]?.text).to.include("Reason: a test.");
  });

  it("of a suspension whose reason would fit into no record and no message", async () => {
    const stage = await active(OWNER);
    stage.putHold(JOHN, "suspended", "x".repeat(380_000));
    await stage.pass(300_000);
    expect(failure(stage)).to.include({ code: "suspended" });
    expect(subjects(stage)).to.deep.equal([SUSPENDED]);
    expect(stage.model.alerts[0]?.Message.length).to.be.below(4_000);
  });

  it("of a suspension although the record was overwritten, and of the next one again", async () => {
    const stage = await active();
    stage.putHold(JOHN, "suspended");
    await stage.pass(300_000);
    stage.put(JOHN, PENDING);
    await stage.pass(300_000);
    expect(subjects(stage)).to.deep.equal([SUSPENDED]);
    stage.liftHold(JOHN);
    await stage.pass(300_000);
    stage.putHold(JOHN, "suspended");
    await stage.pass(300_000);
    expect(subjects(stage)).to.deep.equal([SUSPENDED, SUSPENDED]);
  });

  it("of a compromise, once the login is replaced", async () => {
    const stage = await active(OWNER);
    const before = login(stage);
    stage.putHold(JOHN, "compromised");
    await stage.pass(400_000);
    await days(stage, 2);
    expect(login(stage)).not.to.equal(before);
    expect(subjects(stage)).to.deep.equal(["ses-smtp: the login john.doe was reported as stolen"]);
    expect(mails(stage)).to.have.length(1);
    expect(stage.model.mails[0]?.text).to.include("There is a new password, and a new user name.");
  });

  it("of a record with a mistake, and after it comes and goes at most once a day", async () => {
    const stage = await active(OWNER);
    for (let time = 0; time < 6; time++) {
      stage.change(JOHN, { ...INVALID, status: "pending" });
      await stage.pass(300_000);
      stage.change(JOHN, PENDING);
      await stage.pass(300_000);
    }
    expect(subjects(stage)).to.deep.equal([
      "ses-smtp: the login john.doe has a record that cannot be applied",
    ]);
    expect(stage.model.alerts[0]?.Message).to.include("invalid_allowed_from_addresses");
    await days(stage, 2);
    stage.change(JOHN, INVALID);
    await stage.pass(300_000);
    expect(subjects(stage)).to.have.length(2);
  });

  it("of what is parked by the parked queue's alert alone", async () => {
    const stage = await active(OWNER);
    stage.model.iam.settings.boundaryExists = false;
    stage.change(JOHN, { ...PENDING, allowed_from_addresses: ["b@company.com"], compromised_at: "today" });
    await stage.pass(600_000);
    expect(failure(stage)?.code).to.equal("boundary_missing");
    expect(stage.model.parked).to.have.length(1);
    expect(subjects(stage).filter(subject => subject.includes("cannot be applied"))).to.deep.equal([]);
    expect(mails(stage)).to.include('jane@example.com: Your login "john.doe" does not work');
  });

  it("of a scheduled rotation a week ahead, and of nothing before", async () => {
    const stage = await active(OWNER);
    stage.model.rotation = { ...stage.model.rotation, rotationDays: 30 };
    await days(stage, 22);
    expect(subjects(stage)).to.deep.equal([]);
    await days(stage, 3);
    expect(subjects(stage)).to.deep.equal(["ses-smtp: the login john.doe gets a new password soon"]);
    expect(mails(stage)).to.deep.equal([
      'jane@example.com: The password of your login "john.doe" will be replaced',
    ]);
    await days(stage, 8);
    expect(subjects(stage)).to.have.length(1);
  });

  it("of a former login's end only if it is used, and of its last end again", async () => {
    const stage = await active();
    const former = login(stage);
    stage.change(JOHN, REQUEST);
    await stage.pass(300_000);
    expect(stage.record(JOHN)).to.include({ previous_smtp_username: former });
    for (let day = 0; day < 40; day++) {
      if (day < 35) stage.model.ses.lastUsed.set(former, stage.model.time.now());
      await days(stage, 1);
    }
    const used = "ses-smtp: the login john.doe still uses its old password";
    expect(subjects(stage)).to.deep.equal([used, used]);
    const [first, last] = stage.model.alerts;
    expect(first?.Message).to.include("extended by one day at a time");
    expect(last?.Message).to.include("will not be extended again");
    expect(last!.at - first!.at).to.be.within(21 * DAY, 25 * DAY);
  });

  it("of the end of a login, a week ahead and when it has come", async () => {
    const stage = await active(OWNER);
    const end = new Date(stage.model.time.now() + 10 * DAY).toISOString();
    stage.change(JOHN, { valid_until: end });
    await days(stage, 2);
    expect(subjects(stage)).to.deep.equal([]);
    await days(stage, 10);
    expect(subjects(stage)).to.deep.equal([
      "ses-smtp: the login john.doe ends soon",
      "ses-smtp: the login john.doe has ended",
    ]);
    expect(mails(stage)).to.have.length(2);
  });
});

describe("a notice that cannot be sent", () => {
  it("fails nothing, is logged, and is sent a day later", async () => {
    const stage = await active(OWNER);
    stage.model.faultOf = ({ service }) => (service === "ses" || service === "sns" ? "denied" : undefined);
    stage.putHold(JOHN, "suspended");
    await stage.pass(300_000);
    expect(failure(stage)?.code).to.equal("suspended");
    await stage.reconcile(JOHN);
    const logged = stage.log.filter(({ message }) => message === "a notice was not sent");
    expect(logged.map(({ fields }) => [fields.notice, fields.audience])).to.deep.equal([
      ["suspended", "administrators"],
      ["suspended", "holder"],
    ]);
    expect(JSON.stringify(stage.log)).not.to.include("jane@example.com");
    stage.model.faultOf = () => undefined;
    await days(stage, 3);
    expect(subjects(stage)).to.deep.equal([SUSPENDED]);
    expect(mails(stage)).to.have.length(1);
  });

  it("is not said twice, whichever call of the run was its last", async () => {
    let calls = 1;
    for (let dies = 0; dies < calls; dies++) {
      const stage = await active(OWNER);
      stage.putHold(JOHN, "suspended");
      let count = 0;
      stage.model.faultOf = () => (count++ === dies ? "dies after" : undefined);
      await stage.pass(900_000);
      if (dies === 0) calls = Math.min(count, 40);
      await days(stage, 2);
      expect(subjects(stage).length, `alerts, dying after call ${dies}`).to.be.at.most(1);
      expect(mails(stage).length, `mails, dying after call ${dies}`).to.be.at.most(1);
      expect(failure(stage)?.code).to.equal("suspended");
    }
  });
});
