import type { DynamoDBStreamsClient } from "@aws-sdk/client-dynamodb-streams";
import { expect } from "chai";
import type { StreamPositions } from "../../../handlers/dlq-processor/failure-reports";
import { readPositions } from "../../../handlers/dlq-processor/stream-positions";
import { credentialKey } from "../../../records/keys";
import { ruleKey } from "../../../records/receiving-rules";
import { Process } from "../../support/aws-model/process";
import { STREAM_ARN, StreamModel } from "../../support/aws-model/stream";
import { VirtualTime } from "../../support/aws-model/virtual-time";
import { Outage } from "../../support/dlq-processor/outage";

const HOUR_MS = 3_600_000;

/** A stream with a record of a login and one of a rule, and their positions as Lambda reports them. */
function discarded() {
  const time = new VirtualTime();
  const stream = new StreamModel(time);
  const client = new Process(
    time,
    () => 0,
    () => undefined,
  ).client<DynamoDBStreamsClient>("dynamodb", ({ operation, input }) => stream.call(operation, input));
  const numbers = [credentialKey("john.doe"), ruleKey("sales@company.com")].map(key => {
    const { dynamodb } = stream.append({ key, before: undefined, after: {} });
    return dynamodb?.SequenceNumber ?? "";
  });
  const [startSequenceNumber = "", endSequenceNumber = ""] = numbers;
  const positions = { streamArn: STREAM_ARN, shardId: "shardId-1", startSequenceNumber, endSequenceNumber };
  return { time, read: () => readPositions(client, positions), positions };
}

/** Lets virtual time pass until a call has been answered. */
async function after<T>(time: VirtualTime, answer: Promise<T>): Promise<T> {
  let settled = false;
  const done = answer.finally(() => (settled = true));
  while (!settled) await time.run(100);
  return done;
}

const report = (positions: StreamPositions) =>
  JSON.stringify({
    timestamp: "2026-11-26T11:00:00.000Z",
    requestContext: { condition: "RetryAttemptsExhausted", approximateInvokeCount: 100 },
    DDBStreamBatchInfo: { ...positions, batchSize: 2 },
  });

describe("positions of stream records that were discarded", () => {
  it("are the logins and rules that they are about, while the stream still has them", async () => {
    const { time, read } = discarded();
    await time.run(23 * HOUR_MS);
    const found = await after(time, read());
    expect(found?.usernames.map(({ username }) => username)).to.deep.equal(["john.doe"]);
    expect(found?.rules).to.deep.equal(["sales@company.com"]);
  });

  it("are nothing once the stream no longer has them", async () => {
    const { time, read } = discarded();
    await time.run(25 * HOUR_MS);
    expect(await after(time, read())).to.equal(undefined);
  });

  it("that are older than the stream have everything swept once, say so in the log, and leave no message", async () => {
    const outage = new Outage({ recoversAtMs: {} });
    const { positions } = discarded();
    outage.publish(report(positions));
    await outage.time.run(48 * HOUR_MS);
    expect(outage.sweeps).to.equal(1);
    expect(outage.log).to.deep.include({
      message: "sweeping, because the stream no longer has these positions",
      fields: {
        stream_arn: STREAM_ARN,
        shard_id: "shardId-1",
        first_sequence_number: positions.startSequenceNumber,
        last_sequence_number: positions.endSequenceNumber,
      },
    });
    expect([...outage.queue.bodies, ...outage.parked]).to.deep.equal([]);
  });

  it("lead to a sweep also if Lambda takes no event for it at first", async () => {
    let refused = 2;
    const outage = new Outage({
      recoversAtMs: {},
      faultOf: ({ operation }) => (operation === "Invoke" && refused-- > 0 ? "lost" : undefined),
    });
    outage.publish(report(discarded().positions));
    await outage.time.run(48 * HOUR_MS);
    expect(outage.sweeps).to.equal(1);
    expect(outage.parked).to.deep.equal([]);
  });
});
