import { expect } from "chai";
import { dispatch } from "../../../handlers/record-dispatcher/dispatch";
import { requestIdOf } from "../../../handlers/record-dispatcher/request-id";
import type { RecordStatus } from "../../../handlers/shared/record-statuses";
import { correlationIdFor } from "../../../handlers/shared/manager-event";

const AT = "2030-01-31T18:00:00.700Z";
const origin = (changedAt?: string) => ({
  ...{ username: "jane", eventName: "MODIFY", sequenceNumber: "1" },
  ...(changedAt !== undefined && { changedAt }),
});
const status = (id: string, at = AT) => ({
  status: { S: "pending" },
  changed_by: { M: { correlation_id: { S: id }, at: { S: at }, arn: { S: "arn" }, of: { S: "digest" } } },
});

describe("the correlation id of a stream record", () => {
  for (const [what, changedAt, given, id] of [
    [
      "of the API's write, whose second is rounded down",
      "2030-01-31T18:00:00Z",
      status("story-1"),
      "story-1",
    ],
    ["of a write that needed three attempts", "2030-01-31T18:00:13Z", status("story-1"), "story-1"],
    [
      "of a later change by hand, which leaves the attribute",
      "2030-01-31T18:01:00Z",
      status("story-1"),
      undefined,
    ],
    ["of an earlier change, delivered again", "2030-01-31T17:59:58Z", status("story-1"), undefined],
    ["of a record that was never changed through the API", "2030-01-31T18:00:00Z", {}, undefined],
    ["of an id that nobody could search for", "2030-01-31T18:00:00Z", status('a"b\n'), undefined],
    ["of a time that is none", "2030-01-31T18:00:00Z", status("story-1", "soon"), undefined],
    ["of a stream record without a time", undefined, status("story-1"), undefined],
  ] as const)
    it(`${what} is ${id ?? "its event's"}`, () => {
      expect(requestIdOf(origin(changedAt), given)).to.equal(id);
    });

  // Proves D-lambda.3
  it("belongs to its username alone, in an event for several", () => {
    const batch = ["jane", "john"].map(username => ({
      ...{ username, eventId: `event-of-${username}`, sequenceNumbers: ["1"], held: false },
      origin: { ...origin("2030-01-31T18:00:00Z"), username },
    }));
    const statuses = new Map<string, RecordStatus>([
      ["jane", status("story-1")],
      ["john", { status: { S: "pending" } }],
    ]);
    const [{ event } = expect.fail("no event")] = dispatch(batch, statuses);
    expect(event.correlationId).to.equal("event-of-jane");
    expect(["jane", "john"].map(username => correlationIdFor(event, username))).to.deep.equal([
      "story-1",
      "event-of-jane",
    ]);
  });
});
