import { expect } from "chai";
import { findings } from "../../../../handlers/record-dispatcher/sweep/find";
import { requestDigest } from "../../../../handlers/reconciler/digest";
import { DENY_POLICY } from "../../../../handlers/reconciler/policy";
import { DAY, NOW, type Plant, SETTINGS, sound, swept } from "../../../support/reconciler/swept";

const JOHN = "john.doe";
const { record, lease, user } = sound(JOHN);
const at = (time: number) => new Date(time).toISOString();
const found = (plants: Record<string, Plant>) =>
  findings(swept(plants), SETTINGS, NOW).map(({ kind }) => kind);

describe("a sweep, of a login on hold,", () => {
  const hold = { kind: "suspended", reason: "it was stolen", at: at(NOW - DAY) };
  const digest = requestDigest(
    "active",
    { attributes: record, hold: { ...hold, kind: "suspended" } },
    SETTINGS.rules,
  );
  const stopped = {
    record: {
      ...record,
      status: "failed",
      failure: { code: "suspended", of: { status: "active", digest } },
    },
    hold,
    lease,
    user: { ...user, policy: DENY_POLICY },
    applied: "before the hold",
  };

  it("finds nothing once it is stopped", () => {
    expect(found({ [JOHN]: stopped })).to.deep.equal([]);
  });

  it("finds that it is not stopped yet, and that somebody has changed its policy since", () => {
    expect(found({ [JOHN]: { ...stopped, record } })).to.deep.equal(["not_applied"]);
    expect(found({ [JOHN]: { ...stopped, user } })).to.deep.equal(["drifted_user"]);
  });
});
