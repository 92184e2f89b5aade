import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { expect } from "chai";
import fc from "fast-check";
import { dispatch } from "../../../handlers/record-dispatcher/dispatch";
import type { ChangedUsername } from "../../../handlers/shared/stream-records";
import { parseManagerEvent } from "../../../handlers/shared/manager-event";
import type { RecordStatus } from "../../../handlers/shared/record-statuses";

const change = (username: string): ChangedUsername => ({
  username,
  eventId: `event-of-${username}`,
  sequenceNumbers: [`${username}-1`, `${username}-2`],
  held: false,
  origin: { username, eventName: "MODIFY", sequenceNumber: `${username}-1` },
});

const status = (S: string, failure?: AttributeValue): RecordStatus => ({
  status: { S },
  ...(failure ? { failure } : {}),
});

const JUDGED: AttributeValue = { M: { code: { S: "quota_reached" }, of: { S: "digest" } } };
const BY_HAND: AttributeValue = { M: { code: { S: "whatever" } } };

function dispatched(records: Record<string, RecordStatus | undefined>) {
  const known = Object.entries(records).flatMap(([username, record]): [string, RecordStatus][] =>
    record === undefined ? [] : [[username, record]],
  );
  return dispatch(Object.keys(records).map(change), new Map(known)).map(({ event, stops }) => ({
    usernames: event.usernames,
    stops,
  }));
}

describe("a batch of changed records", () => {
  it("sends those whose hold changed first, whatever their records say", () => {
    const statuses = new Map([
      ["a", status("active")],
      ["b", status("active")],
    ]);
    const events = dispatch([change("a"), { ...change("b"), held: true }], statuses);
    expect(events.map(({ event, stops }) => [event.usernames, stops])).to.deep.equal([
      [["b"], true],
      [["a"], false],
    ]);
  });

  it("sends those that were reported as compromised first, until the manager has handled the report", () => {
    const reported = { ...status("active"), compromised_at: { S: "2026-11-26" } };
    const handled = { ...reported, compromised_for: { S: "2026-11-26" } };
    const again = { ...handled, compromised_at: { S: "2026-11-27" } };
    expect(dispatched({ handled, reported, again })).to.deep.equal([
      { usernames: ["reported", "again"], stops: true },
      { usernames: ["handled"], stops: false },
    ]);
  });

  it("becomes one event for up to 100 usernames, named after its first record", () => {
    expect(
      dispatch(
        [change("a"), change("b")],
        new Map([
          ["a", status("pending")],
          ["b", status("active")],
        ]),
      ),
    ).to.deep.equal([
      {
        event: {
          usernames: ["a", "b"],
          cause: "stream",
          correlationId: "event-of-a",
          retryCount: 0,
          origins: [
            { username: "a", eventName: "MODIFY", sequenceNumber: "a-1" },
            { username: "b", eventName: "MODIFY", sequenceNumber: "b-1" },
          ],
        },
        sequenceNumbers: ["a-1", "a-2", "b-1", "b-2"],
        stops: false,
      },
    ]);
  });

  const STOPS: [string, RecordStatus | undefined][] = [
    ["is disabled", status("disabled")],
    ["is gone, or could not be read", undefined],
    ["is failed without a failure", status("failed")],
    ["is failed with a failure that somebody wrote by hand", status("failed", BY_HAND)],
    ["is failed with a failure of the wrong type", status("failed", { S: "of" })],
  ];
  for (const [what, record] of STOPS) {
    it(`sends a record that ${what} first, in an event of its own`, () => {
      expect(
        dispatched({ other: status("pending"), stopped: record, another: status("active") }),
      ).to.deep.equal([
        { usernames: ["stopped"], stops: true },
        { usernames: ["other", "another"], stops: false },
      ]);
    });
  }

  const CONTINUES: [string, RecordStatus][] = [
    ["is pending", status("pending")],
    ["is active", status("active")],
    ["is failed as the manager judged", status("failed", JUDGED)],
    ["has an unknown status", status("paused")],
    ["has no status", {}],
    ["has a number as status", { status: { N: "1" } }],
  ];
  for (const [what, record] of CONTINUES) {
    it(`does not take a record that ${what} for one that stops a login`, () => {
      expect(dispatched({ one: record })).to.deep.equal([{ usernames: ["one"], stops: false }]);
    });
  }

  it("becomes valid events, with every username and record in exactly one, stops first", () => {
    const records = fc.dictionary(
      fc.string(),
      fc.option(fc.constantFrom(status("pending"), status("disabled"), status("failed")), { nil: undefined }),
      { maxKeys: 100 },
    );
    fc.assert(
      fc.property(records, written => {
        const names = Object.keys(written);
        const known = names.flatMap((name): [string, RecordStatus][] => {
          const record = written[name];
          return record === undefined ? [] : [[name, record]];
        });
        const dispatches = dispatch(names.map(change), new Map(known));
        const events = dispatches.map(({ event }) => parseManagerEvent(event));
        expect(events.flatMap(({ usernames }) => usernames)).to.have.members(names);
        expect(dispatches.flatMap(({ sequenceNumbers }) => sequenceNumbers)).to.have.members(
          names.flatMap(name => [`${name}-1`, `${name}-2`]),
        );
        expect(dispatches.map(({ stops }) => stops)).to.deep.equal(
          dispatches.map(({ stops }) => stops).sort((a, b) => Number(b) - Number(a)),
        );
        expect(events.length).to.be.at.most(Math.ceil(names.length / 100) + 1);
      }),
    );
  });
});
