import { expect } from "chai";
import { openMappings, type Mappings, type Outcome } from "../../support/emulator/stream-mappings";

describe("a stream's event source mapping, in the emulator", function () {
  this.timeout(90_000);
  let mappings: Mappings;

  before(async function () {
    if (process.env.SES_SMTP_EMULATOR_URL) this.skip(); // an emulator of somebody else's has not been mended
    mappings = await openMappings();
  });
  after(() => mappings?.close());

  it("tries again from the first record that failed, and leaves a record that then succeeds", async () => {
    const { batches, failures } = await mappings.run(["a", "once b", "c"], { MaximumRetryAttempts: 3 });
    expect(batches).to.deep.equal([["a", "once b", "c"], ["once b", "c"], ["end"]]);
    expect(failures).to.deep.equal([]);
  });

  it("discards after the last retry what failed, with all that came after it, and goes on", async () => {
    const outcome = await mappings.run(["a", "b", "fail c", "d"], { MaximumRetryAttempts: 1 });
    expect(outcome.batches).to.deep.equal([["a", "b", "fail c", "d"], ["fail c", "d"], ["end"]]);
    const failure = only(outcome);
    expect(failure.requestContext).to.include({
      condition: "RetryAttemptsExhausted",
      approximateInvokeCount: 2,
    });
    expect(failure.responseContext).to.deep.equal({
      statusCode: 200,
      executedVersion: "$LATEST",
      functionError: null,
    });
    expect(failure.DDBStreamBatchInfo.batchSize).to.equal(2);
    expect(
      failure.DDBStreamBatchInfo.startSequenceNumber < failure.DDBStreamBatchInfo.endSequenceNumber,
    ).to.equal(true);
  });

  it("splits at the failed record, which counts as no retry", async () => {
    const { batches } = await mappings.run(["a", "fail b"], {
      MaximumRetryAttempts: 1,
      BisectBatchOnFunctionError: true,
    });
    expect(batches).to.deep.equal([["a", "fail b"], ["fail b"], ["fail b"], ["end"]]);
  });

  it("splits a batch whose function threw until the bad record is alone", async () => {
    const outcome = await mappings.run(["a", "b", "throw c", "d"], {
      MaximumRetryAttempts: 0,
      BisectBatchOnFunctionError: true,
    });
    expect(outcome.batches).to.deep.equal([
      ...[["a", "b", "throw c", "d"], ["a", "b"], ["throw c", "d"], ["throw c"], ["d"]],
      ["end"],
    ]);
    expect(only(outcome).responseContext?.functionError).to.equal("Unhandled");
    expect(only(outcome).DDBStreamBatchInfo.batchSize).to.equal(1);
  });

  it("discards what grows too old, and has no answer to tell of", async () => {
    const { batches, failures } = await mappings.run(["fail a"], { MaximumRecordAgeInSeconds: 3 });
    expect(batches).to.deep.include(["fail a"]);
    expect(batches).to.not.deep.include(["end"]); // as old, and discarded without a call
    expect(failures.map(({ requestContext }) => requestContext.condition)).to.deep.equal([
      "RecordAgeExceeded",
      "RecordAgeExceeded",
    ]);
    for (const failure of failures) expect(failure).to.not.have.property("responseContext");
  });

  it("asks nothing of single records where that is not turned on", async () => {
    const { batches, failures } = await mappings.run(["fail a"], { FunctionResponseTypes: [] });
    expect(batches).to.deep.equal([["fail a"], ["end"]]);
    expect(failures).to.deep.equal([]);
  });

  it("goes on where a failure can be told to nobody", async () => {
    const { batches } = await mappings.run(["fail a"], {
      MaximumRetryAttempts: 0,
      DestinationConfig: { OnFailure: { Destination: "no ARN" } },
    });
    expect(batches).to.deep.equal([["fail a"], ["end"]]);
  });

  // https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html#streams-batchfailurereporting-conditions
  const answers: [string, unknown, "done" | "failed"][] = [
    ["an empty list", { batchItemFailures: [] }, "done"],
    ["no list", { batchItemFailures: null }, "done"],
    ["an empty answer", {}, "done"],
    ["no answer", null, "done"],
    ["an empty identifier", { batchItemFailures: [{ itemIdentifier: "" }] }, "failed"],
    ["no identifier", { batchItemFailures: [{ itemIdentifier: null }] }, "failed"],
    ["a wrong key", { batchItemFailures: [{ identifier: "1" }] }, "failed"],
    ["an identifier of no record", { batchItemFailures: [{ itemIdentifier: "1" }] }, "failed"],
    ["something else than a list", { batchItemFailures: 5 }, "failed"],
  ];
  for (const [what, answer, meaning] of answers) {
    it(`takes ${what} for all ${meaning}`, async () => {
      const { failures } = await mappings.run([`answer ${JSON.stringify(answer)}`], {
        MaximumRetryAttempts: 0,
      });
      expect(failures).to.have.lengthOf(meaning === "failed" ? 1 : 0);
    });
  }
});

function only({ failures }: Outcome) {
  expect(failures).to.have.lengthOf(1);
  return failures[0] as (typeof failures)[number];
}
