import { expect } from "chai";
import fc from "fast-check";
import {
  type Finding,
  FINDINGS,
  type FindingKind,
} from "../../../../handlers/record-dispatcher/sweep/finding";
import { planEvents } from "../../../../handlers/record-dispatcher/sweep/plan-events";
import { parseManagerEvent } from "../../../../handlers/shared/manager-event";
import { NOW } from "../../../support/reconciler/swept";

const MINUTE = 60_000;
const finding = (kind: FindingKind, username: string, more: Partial<Finding> = {}): Finding => ({
  kind,
  username,
  detail: "",
  ...more,
});
const planned = (all: Finding[], consent = false) =>
  planEvents(all, consent, "sweep-1", NOW).map(({ event, at }) => ({
    usernames: event.usernames,
    minutes: at === undefined ? undefined : Math.round((at - NOW) / MINUTE),
  }));

describe("the events of a sweep", () => {
  it("stop logins first and at once, in events of their own", () => {
    expect(
      planned([
        finding("drifted_user", "b"),
        finding("user_without_record", "a", { stops: true }),
        finding("missed_wake_up", "c"),
      ]),
    ).to.deep.equal([
      { usernames: ["a"], minutes: undefined },
      { usernames: ["b", "c"], minutes: undefined },
    ]);
  });

  it("name up to 25 usernames, one event a minute after the first", () => {
    const many = Array.from({ length: 60 }, (_, index) => finding("not_applied", `user-${index}`));
    expect(planned(many).map(({ usernames, minutes }) => [usernames.length, minutes])).to.deep.equal([
      [25, undefined],
      [25, 1],
      [10, 2],
    ]);
  });

  it("wait for a rotation's own time, unless there is another reason to look", () => {
    const rotation = (username: string, minutes: number) =>
      finding("rotation_due", username, { at: NOW + minutes * MINUTE });
    expect(
      planned([rotation("a", 90), rotation("b", 90), rotation("c", 30), finding("drifted_user", "c")]),
    ).to.deep.equal([
      { usernames: ["c"], minutes: undefined },
      { usernames: ["a", "b"], minutes: 90 },
    ]);
  });

  it("repair only with consent what needs it, and never what a person must", () => {
    const all = [
      finding("mass_removal", "a", { stops: true }),
      finding("foreign_user", "b"),
      finding("failed_record", "c"),
    ];
    expect(planned(all)).to.deep.equal([]);
    expect(planned(all, true)).to.deep.equal([{ usernames: ["a"], minutes: undefined }]);
  });

  it("are valid, and name each username that may be repaired once", () => {
    const kinds = Object.keys(FINDINGS) as FindingKind[];
    const any = fc.record({
      kind: fc.constantFrom(...kinds),
      username: fc.string(),
      stops: fc.option(fc.constant(true as const), { nil: undefined }),
      at: fc.option(fc.integer({ min: NOW, max: NOW + 1_440 * MINUTE }), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(any, { maxLength: 80 }), fc.boolean(), (all, consent) => {
        const given = all.map(({ kind, username, stops, at }) =>
          finding(kind, username, { ...(stops && { stops }), ...(at !== undefined && { at }) }),
        );
        const events = planEvents(given, consent, "sweep-1", NOW).map(({ event }) =>
          parseManagerEvent(event),
        );
        const usernames = events.flatMap(({ usernames: names }) => names);
        const expected = new Set(
          given
            .filter(({ kind, username }) => {
              const { repaired } = FINDINGS[kind];
              return username !== "" && (repaired === "itself" || (consent && repaired === "consent"));
            })
            .map(({ username }) => username),
        );
        expect(usernames).to.have.lengthOf(expected.size);
        expect(new Set(usernames)).to.deep.equal(expected);
      }),
    );
  });
});
