import { expect } from "chai";
import { openMappings, type Mappings, type Outcome } from "../../support/emulator/stream-mappings";

describe("a stream's event source mapping, in the emulator", () => {
  let mappings: Mappings;

  before(async function () {
    if (process.env.SES_SMTP_EMULATOR_URL) this.skip(); // a shared emulator is not patched
    mappings = await openMappings();
  });
  after(() => mappings?.close());

  it("begins as late as it is told to, and then misses nothing", async () => {
    const late = await openMappings({ SES_SMTP_FIRST_DELIVERY_SECONDS: "3" });
    try {
      const started = performance.now();
      const { batches } = await late.run(["a", "b"], {});
      expect(performance.now() - started).to.be.above(3_000);
      expect(batches).to.deep.equal([["a", "b"], ["end"]]);
    } finally {
      await late.close();
    }
  });

  it("retries from the first failed record until it succeeds", async () => {
    const { batches, failures } = await mappings.run(["a", "once b", "c"], { MaximumRetryAttempts: 3 });
    expect(batches).to.deep.equal([["a", "once b", "c"], ["once b", "c"], ["end"]]);
    expect(failures).to.deep.equal([]);
  });

  it("discards the failed record and those after it after the last retry, then continues", async () => {
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

  it("splits at the failed record, without counting a retry", async () => {
    const { batches } = await mappings.run(["a", "fail b"], {
      MaximumRetryAttempts: 1,
      BisectBatchOnFunctionError: true,
    });
    expect(batches).to.deep.equal([["a", "fail b"], ["fail b"], ["fail b"], ["end"]]);
  });

  it("splits a batch whose invocation failed until the bad record is alone", async () => {
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

  it("discards records that grow too old, and reports them without a response", async () => {
    const { batches, failures } = await mappings.run(["fail a"], { MaximumRecordAgeInSeconds: 3 });
    expect(batches).to.deep.include(["fail a"]);
    expect(batches).to.not.deep.include(["end"]); // as old, so discarded without an invocation
    expect(failures.map(({ requestContext }) => requestContext.condition)).to.deep.equal([
      "RecordAgeExceeded",
      "RecordAgeExceeded",
    ]);
    for (const failure of failures) expect(failure).to.not.have.property("responseContext");
  });

  it("ignores batchItemFailures if ReportBatchItemFailures is not enabled", async () => {
    const { batches, failures } = await mappings.run(["fail a"], { FunctionResponseTypes: [] });
    expect(batches).to.deep.equal([["fail a"], ["end"]]);
    expect(failures).to.deep.equal([]);
  });

  it("continues if a failure cannot be delivered", async () => {
    const { batches } = await mappings.run(["fail a"], {
      MaximumRetryAttempts: 0,
      DestinationConfig: { OnFailure: { Destination: "no ARN" } },
    });
    expect(batches).to.deep.equal([["fail a"], ["end"]]);
  });

  // https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html#streams-batchfailurereporting-conditions
  const responses: [string, unknown, "succeeded" | "failed"][] = [
    ["an empty list", { batchItemFailures: [] }, "succeeded"],
    ["no list", { batchItemFailures: null }, "succeeded"],
    ["an empty response", {}, "succeeded"],
    ["no response", null, "succeeded"],
    ["an empty identifier", { batchItemFailures: [{ itemIdentifier: "" }] }, "failed"],
    ["no identifier", { batchItemFailures: [{ itemIdentifier: null }] }, "failed"],
    ["a wrong key", { batchItemFailures: [{ identifier: "1" }] }, "failed"],
    ["an unknown identifier", { batchItemFailures: [{ itemIdentifier: "1" }] }, "failed"],
    ["something other than a list", { batchItemFailures: 5 }, "failed"],
  ];
  for (const [what, response, meaning] of responses) {
    it(`treats ${what} as all ${meaning}`, async () => {
      const { failures } = await mappings.run([`respond ${JSON.stringify(response)}`], {
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
