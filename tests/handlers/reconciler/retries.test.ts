import { expect } from "chai";
import type { Attempt } from "../../../handlers/reconciler/ports";
import type { Call } from "../../support/aws-model/process";
import { Stage } from "../../support/reconciler/stage";

const JOHN = "john.doe";
const PENDING = { status: "pending", allowed_from_addresses: ["john.doe@company.com"] };

/** Of a DLQMessage. */
const FIVE_FIELDS = ["originalEvent", "errorType", "errorMessage", "retryCount", "timestamp"];

const attempt = (retryCount: number, last = false): Attempt => ({
  last,
  retryCount,
  firstFailedAt: retryCount === 0 ? undefined : "2026-01-01T00:00:00.000Z",
  origin: { username: JOHN, eventName: "INSERT", sequenceNumber: "7" },
});

const deny = (service: Call["service"]) => (call: Call) =>
  call.service === service ? ("denied" as const) : undefined;

/** A record whose password cannot be encrypted. */
async function denied(settings = attempt(0)): Promise<Stage> {
  const stage = new Stage();
  stage.attempt = settings;
  stage.put(JOHN, PENDING);
  stage.model.faultOf = deny("kms");
  expect(await stage.reconcile(JOHN)).to.equal("done");
  return stage;
}

describe("a new login that SES does not accept yet", () => {
  it("is not a failure if its run did not have enough time: the next one takes it up with the same key", async () => {
    const stage = new Stage();
    stage.put(JOHN, PENDING);
    stage.model.ses.down = true;
    expect(await stage.reconcile(JOHN, 30_000)).to.equal("thrown");
    expect(stage.record(JOHN)).to.include({ status: "pending" }).and.not.include.keys("failure");
    expect(stage.log.at(-1)?.fields.error).to.match(
      /^NoTimeToVerify: The login at \S+ was not accepted before this run had to end: connect ECONNREFUSED$/,
    );
    const key = stage.record(JOHN)?.smtp_username;
    stage.model.ses.down = false;
    await stage.pass();
    expect(await stage.reconcile(JOHN)).to.equal("done");
    expect(stage.record(JOHN)).to.include({
      status: "active",
      verified_status: "active",
      smtp_username: key,
    });
  });

  it("fails the record if it had the time", async () => {
    const stage = new Stage();
    stage.attempt = attempt(0);
    stage.put(JOHN, PENDING);
    stage.model.ses.down = true;
    expect(await stage.reconcile(JOHN)).to.equal("done");
    expect(stage.record(JOHN)).to.deep.include({ status: "failed" });
    expect(stage.model.toTryAgain).to.have.lengthOf(1);
  });
});

describe("what may pass", () => {
  // Proves D-lambda-errors.1
  it("fails the record at once, and is sent to the dead-letter queue for a retry", async () => {
    const stage = await denied();
    expect(stage.record(JOHN)).to.deep.include({ status: "failed" });
    expect(stage.model.parked).to.deep.equal([]);
    expect(stage.model.toTryAgain).to.have.lengthOf(1);
    const [message] = stage.model.toTryAgain;
    expect(message).to.deep.include({
      originalEvent: {
        eventID: "test",
        eventName: "INSERT",
        dynamodb: {
          Keys: { PK: { S: "SMTP_USER" }, SK: { S: "USER#john.doe" } },
          SequenceNumber: "7",
        },
      },
      errorType: "access_denied",
      retryCount: 0,
    });
  });

  it("is left alone by the event of that verdict, and by any other that is no retry", async () => {
    const stage = await denied();
    stage.model.faultOf = () => undefined;
    await stage.pass();
    expect(await stage.reconcile(JOHN)).to.equal("done");
    expect(stage.record(JOHN)).to.include({ status: "failed" });
    expect(stage.model.toTryAgain).to.have.lengthOf(1);
  });

  it("is retried later if another run holds the lease, which would leave the failed record as it is", async () => {
    const stage = await denied();
    stage.model.faultOf = () => undefined;
    await stage.pass();
    const now = Math.floor(stage.model.time.now() / 1000);
    stage.putLease(JOHN, { holder: { S: "another run" }, expires_at: { N: String(now + 25) } });
    stage.attempt = attempt(1);
    expect(await stage.reconcile(JOHN)).to.equal("thrown");
    stage.attempt = attempt(0);
    await stage.pass(300_000); // the wake-up of the mark, which is no retry
    expect(stage.record(JOHN)).to.include({ status: "failed" });
    stage.attempt = attempt(1);
    expect(await stage.reconcile(JOHN)).to.equal("done");
    expect(stage.record(JOHN)).to.include({ status: "active" });
  });

  it("succeeds on a retry, once it has passed", async () => {
    const stage = await denied();
    stage.model.faultOf = () => undefined;
    await stage.pass();
    stage.attempt = attempt(1);
    expect(await stage.reconcile(JOHN)).to.equal("done");
    expect(stage.record(JOHN)).to.include({ status: "active", verified_status: "active" });
    expect(stage.record(JOHN)).to.not.have.property("failure");
  });

  it("is sent again, counted, as long as it lasts, and changes nothing in the record meanwhile", async () => {
    const stage = await denied();
    await stage.pass();
    const before = stage.record(JOHN);
    stage.attempt = attempt(3);
    expect(await stage.reconcile(JOHN)).to.equal("done");
    expect(stage.model.toTryAgain[1]).to.include({
      retryCount: 3,
      timestamp: "2026-01-01T00:00:00.000Z",
    });
    expect(stage.record(JOHN)).to.deep.equal(before);
  });

  it("is sent once by a retry that fails, although another run marked its lease meanwhile", async () => {
    const stage = await denied();
    await stage.pass();
    const marks = Number(stage.lease(JOHN)?.dirty?.N ?? 0);
    stage.attempt = attempt(1);
    stage.model.faultOf = call => {
      const releases = String(call.input.UpdateExpression).includes("released_by");
      if (!releases || stage.attempt.retryCount === 0) return deny("kms")(call);
      stage.attempt = attempt(0);
      void stage.reconcile(JOHN);
      return "slow";
    };
    expect(await stage.reconcile(JOHN)).to.equal("done");
    expect(Number(stage.lease(JOHN)?.dirty?.N), "marks").to.be.above(marks);
    expect(stage.model.toTryAgain.map(({ retryCount }) => retryCount)).to.deep.equal([0, 1]);
  });

  it("is parked at the last try", async () => {
    const stage = await denied();
    await stage.pass();
    stage.attempt = attempt(10, true);
    expect(await stage.reconcile(JOHN)).to.equal("done");
    expect(stage.model.parked).to.have.lengthOf(1);
    expect(stage.model.parked[0]).to.include({ errorType: "access_denied", retryCount: 10 });
    expect(stage.record(JOHN)).to.include({ status: "failed" });
  });

  it("is reported before it is written: a run that dies in between is retried", async () => {
    const stage = new Stage();
    stage.attempt = attempt(0);
    stage.put(JOHN, PENDING);
    stage.model.faultOf = call => (call.service === "sns" ? "dies after" : deny("kms")(call));
    expect(await stage.reconcile(JOHN)).to.equal("died");
    expect(stage.record(JOHN)).to.include({ status: "pending" });
    expect(stage.model.toTryAgain).to.have.lengthOf(1);
  });

  it("is left to Lambda's retries if it could not be reported", async () => {
    const stage = new Stage();
    stage.attempt = attempt(0);
    stage.put(JOHN, PENDING);
    stage.model.faultOf = call => (call.service === "kms" || call.service === "sns" ? "denied" : undefined);
    expect(await stage.reconcile(JOHN)).to.equal("thrown");
    expect(stage.record(JOHN)).to.include({ status: "pending" });
  });
});

describe("a verdict that does not pass", () => {
  const verdicts: [code: string, message: RegExp, plant: (stage: Stage) => void][] = [
    ["quota_reached", /^IAM refused the request/, ({ model }) => (model.iam.settings.userQuota = 0)],
    ["rejected_by_aws", /^KMS rejected the request/, ({ model }) => (model.kms.disabled = true)],
  ];
  for (const [code, message, plant] of verdicts)
    // Proves D-lambda-errors.3
    it(`is parked at once where it needs an operator, and only once: ${code}`, async () => {
      const stage = new Stage();
      stage.attempt = attempt(0);
      plant(stage);
      stage.put(JOHN, PENDING);
      expect(await stage.reconcile(JOHN)).to.equal("done");
      expect(stage.record(JOHN)?.failure).to.include({ code });
      await stage.pass();
      expect(await stage.reconcile(JOHN)).to.equal("done");
      expect(stage.model.parked).to.have.lengthOf(1);
      const [parked] = stage.model.parked;
      expect(parked).to.have.all.keys(FIVE_FIELDS);
      expect(parked).to.deep.include({ errorType: code, retryCount: 0 });
      expect(parked?.errorMessage).to.match(message);
      expect(parked?.originalEvent.dynamodb.Keys.SK).to.deep.equal({ S: `USER#${JOHN}` });
      expect(stage.model.toTryAgain).to.deep.equal([]);
    });

  it("is not parked where the record's author can correct it", async () => {
    const stage = new Stage();
    stage.attempt = attempt(0);
    stage.put(JOHN, { ...PENDING, allowed_from_addresses: ["*"] });
    expect(await stage.reconcile(JOHN)).to.equal("done");
    expect(stage.record(JOHN)).to.include({ status: "failed" });
    expect([...stage.model.parked, ...stage.model.toTryAgain]).to.deep.equal([]);
  });

  it("is checked again by a retry, whatever it was", async () => {
    const stage = new Stage();
    stage.model.iam.settings.userQuota = 0;
    stage.put(JOHN, PENDING);
    await stage.reconcile(JOHN);
    stage.model.iam.settings.userQuota = 5_000;
    await stage.pass();
    stage.attempt = attempt(1);
    expect(await stage.reconcile(JOHN)).to.equal("done");
    expect(stage.record(JOHN)).to.include({ status: "active" });
  });
});
