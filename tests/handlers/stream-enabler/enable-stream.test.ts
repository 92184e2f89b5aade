import type { TableDescription } from "@aws-sdk/client-dynamodb";
import { expect } from "chai";
import { enableStream, type StreamPorts } from "../../../handlers/stream-enabler/enable-stream";

const STREAM = "arn:aws:dynamodb:eu-central-1:123456789012:table/email/stream/2026-11-21T00:00:00.000";

/** A table that answers with these descriptions in turn, the last one forever, and records the calls. */
function tableOf(...answers: (TableDescription | Error)[]) {
  const asked: string[] = [];
  let now = 0;
  let turn = 0;
  const ports: StreamPorts = {
    clock: { now: () => now, sleep: async milliseconds => void (now += milliseconds) },
    dynamodb: {
      send: async (command: { constructor: { name: string }; input: unknown }) => {
        asked.push(command.constructor.name.replace("Command", ""));
        if (command.constructor.name === "UpdateTableCommand") return {};
        const answer = answers[Math.min(turn++, answers.length - 1)];
        if (answer instanceof Error) throw answer;
        return { Table: answer };
      },
    },
  };
  return { ports, asked };
}

function withStream(StreamViewType: "KEYS_ONLY" | "NEW_IMAGE"): TableDescription {
  return {
    TableStatus: "ACTIVE",
    StreamSpecification: { StreamEnabled: true, StreamViewType },
    LatestStreamArn: STREAM,
  };
}

const WITHOUT: TableDescription = { TableStatus: "ACTIVE" };
const UPDATING: TableDescription = { ...withStream("KEYS_ONLY"), TableStatus: "UPDATING" };

function failure(name: string): Error {
  return Object.assign(new Error(name), { name });
}

describe("enabling the stream of an existing table", () => {
  for (const view of ["KEYS_ONLY", "NEW_IMAGE"] as const) {
    it(`uses an existing stream with ${view}, and changes nothing`, async () => {
      const { ports, asked } = tableOf(withStream(view));
      expect(await enableStream("email", ports)).to.equal(STREAM);
      expect(asked).to.deep.equal(["DescribeTable"]);
    });
  }

  // Proves T2-a
  it("enables a missing stream once, and waits until the table is ready", async () => {
    const { ports, asked } = tableOf(WITHOUT, UPDATING, withStream("KEYS_ONLY"));
    expect(await enableStream("email", ports)).to.equal(STREAM);
    expect(asked).to.deep.equal(["DescribeTable", "UpdateTable", "DescribeTable", "DescribeTable"]);
  });

  it("waits for a stream that was disabled before: its old ARN cannot be read", async () => {
    const disabled = {
      ...WITHOUT,
      StreamSpecification: { StreamEnabled: false },
      LatestStreamArn: "arn:old",
    };
    const { ports } = tableOf(disabled, withStream("KEYS_ONLY"));
    expect(await enableStream("email", ports)).to.equal(STREAM);
  });

  it("retries while its role has not propagated yet", async () => {
    const { ports } = tableOf(failure("AccessDeniedException"), withStream("KEYS_ONLY"));
    expect(await enableStream("email", ports)).to.equal(STREAM);
  });

  for (const [name, answer, said] of [
    ["stays denied", failure("AccessDeniedException"), "AccessDeniedException"],
    ["does not exist", failure("ResourceNotFoundException"), "ResourceNotFoundException"],
    ["never becomes ready", UPDATING, "Table email has no stream after 90 s."],
  ] as const) {
    it(`fails if the table ${name}`, async () => {
      const { ports } = tableOf(answer);
      const error = await enableStream("email", ports).catch((thrown: Error) => thrown);
      expect(error).to.be.instanceOf(Error).with.property("message", said);
    });
  }
});
