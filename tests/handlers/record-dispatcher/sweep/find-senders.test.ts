import { expect } from "chai";
import { findings } from "../../../../handlers/record-dispatcher/sweep/find";
import { NOW, type Plant, SETTINGS, sound, swept } from "../../../support/reconciler/swept";

const { record, lease, user } = sound("john.doe");
const found = (plant: Plant) =>
  findings(swept({ "john.doe": plant }), SETTINGS, NOW).map(({ kind, detail }) => [kind, detail]);

describe("a sweep and the senders of logins", () => {
  it("has nothing to do where they are noted", () => {
    expect(found({ record, lease, user })).to.deep.equal([]);
  });

  it("has them noted where an earlier version did not, or the lease item was lost", () => {
    const finding = [["not_applied", "its senders are not noted"]];
    expect(found({ record, lease: { ...lease, senders_since: "unknown" }, user })).to.deep.equal(finding);
    expect(found({ record, user })).to.deep.equal(finding);
  });

  it("does not ask for those of a login that is stopped", () => {
    const disabled = { ...record, status: "disabled", verified_status: "disabled" };
    expect(found({ record: disabled, lease: { ...lease, senders_since: "unknown" } })).to.deep.equal([]);
  });
});
