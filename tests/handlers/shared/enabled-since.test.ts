import { expect } from "chai";
import { enabledSince } from "../../../handlers/shared/enabled-since";

describe("since when a login's mail counts against it", () => {
  const at = (time: string) => ({ at: { S: time } });
  const done = (time: string) => ({ kind: { S: "compromised" }, done_at: { S: time } });

  it("is its last enable, or the end of its last compromise", () => {
    const [early, late] = ["2026-11-20T12:00:00.000Z", "2026-11-21T12:00:00.000Z"];
    expect(enabledSince(at(early), undefined)).to.equal(Date.parse(early));
    expect(enabledSince(at(early), done(late))).to.equal(Date.parse(late));
    expect(enabledSince(at(late), done(early))).to.equal(Date.parse(late));
  });

  it("is the beginning if it was never stopped, or the time is not one", () => {
    expect(enabledSince(undefined, undefined)).to.equal(0);
    expect(enabledSince(at("soon"), { kind: { S: "suspended" } })).to.equal(0);
  });
});
