import { expect } from "chai";
import { problemOf } from "../../../sandbox/traces/segment-rules";

const NOW = 1_700_000_100_000;
const CALL = {
  id: "6226467e3f845502",
  name: "DynamoDB",
  type: "subsegment",
  trace_id: "1-5759e988-bd862e3fe1be46a994272793",
  parent_id: "53995c3f42cd8ad8",
  start_time: 1_700_000_000.25,
  end_time: 1_700_000_000.5,
  namespace: "aws",
  http: { response: { status: 400 } },
  aws: { operation: "GetItem", region: "eu-central-1", table_name: "records", request_id: "r", retries: 2 },
  error: true,
  throttle: true,
  cause: { exceptions: [{ id: "b4bd2f8a1e0b6a1f", type: "ThrottlingException" }] },
  annotations: { correlation_id: "story-1", retries: 2, last: true },
};

describe("what stands for X-Ray in the sandbox", () => {
  it("takes a call, a segment, and what is in progress", () => {
    expect(problemOf(CALL, NOW)).to.equal(undefined);
    const { id, name, trace_id, start_time, end_time } = CALL;
    const segment = { id, name, trace_id, start_time, end_time, origin: "AWS::Lambda::Function" };
    expect(problemOf(segment, NOW)).to.equal(undefined);
    expect(problemOf({ id, name, trace_id, start_time, in_progress: true }, NOW)).to.equal(undefined);
  });

  const { parent_id, ...orphan } = CALL;
  for (const [document, problem] of [
    [{ ...CALL, id: "6226467E3F845502" }, "id does not match /^[0-9a-f]{16}$/"],
    [{ ...CALL, trace_id: "1-5759e988-bd86" }, "trace_id does not match"],
    [{ ...CALL, name: "a;b" }, "name does not match"],
    [{ ...CALL, name: "n".repeat(201) }, "name does not match"],
    [{ ...CALL, start_time: 1_700_000_000_250 }, "start_time is not a time in seconds"],
    [{ ...CALL, end_time: 1_700_000_000 }, "ends before it starts"],
    [{ ...CALL, end_time: 1_700_000_400 }, "is in the future"],
    [{ ...CALL, in_progress: true }, "has not one of end_time and in_progress"],
    [{ ...CALL, end_time: undefined }, "has not one of end_time and in_progress"],
    [orphan, "has no parent_id"],
    [{ ...CALL, namespace: "other" }, "namespace does not match"],
    [{ ...CALL, fault: "true" }, "fault is not a boolean"],
    [{ ...CALL, error: undefined }, "is throttled, but no error"],
    [{ ...CALL, http: { response: { status: "400" } } }, "http response status is not a whole number"],
    [{ ...CALL, aws: { ...CALL.aws, key: "x" } }, "aws has the unknown field key"],
    [{ ...CALL, metadata: { secret: "x" } }, "has the unknown field metadata"],
    [
      { ...CALL, annotations: { "correlation-id": "x" } },
      'annotations has the key "correlation-id", which X-Ray drops',
    ],
    [
      { ...CALL, annotations: { correlation_id: { a: 1 } } },
      "annotations has an invalid value for correlation_id",
    ],
    [{ ...CALL, cause: { exceptions: [{ type: "Error" }] } }, "cause exceptions has no id"],
    ["text", "is not an object"],
  ] as const)
    it(`refuses one that ${problem}`, () => {
      expect(parent_id).to.be.a("string");
      const defined =
        typeof document === "string" ? document : (JSON.parse(JSON.stringify(document)) as object);
      expect(problemOf(defined, NOW)).to.satisfy((found: string) => found?.startsWith(problem));
    });
});
