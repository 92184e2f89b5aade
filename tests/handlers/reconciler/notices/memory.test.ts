import { expect } from "chai";
import { readSaid, saidAttribute } from "../../../../handlers/reconciler/lease/said";
import { unsaid, withFailed, withSaid } from "../../../../handlers/reconciler/notices/memory";
import type { Delivery } from "../../../../handlers/reconciler/notices/notice";

const NOW = Date.parse("2026-11-26T12:00:00Z");
const DAY = 24 * 60 * 60_000;
const NONE = new Map();

const delivery = (id: string): Delivery => ({
  id,
  audience: "administrators",
  notice: { kind: "ended", at: NOW },
});
const ids = (deliveries: readonly Delivery[]) => deliveries.map(({ id }) => id);

describe("what was said about a login", () => {
  const [a, b] = [delivery("a"), delivery("b")];
  const failure = delivery("holder failed invalid_status 0123");

  it("is not said again, however long it is due", () => {
    let said = withSaid(NONE, [a], [a], NOW);
    for (let day = 0; day < 100; day++) {
      said = withSaid(said, [a], [], NOW + day * DAY);
      expect(ids(unsaid([a, b], said, NOW + day * DAY))).to.deep.equal(["b"]);
    }
  });

  it("is said at most once a day if it comes and goes", () => {
    let said = withSaid(NONE, [failure], [failure], NOW);
    said = withSaid(said, [], [], NOW + DAY / 2);
    expect(unsaid([failure], said, NOW + DAY / 2)).to.deep.equal([]);
    said = withSaid(said, [b], [b], NOW + DAY);
    expect(unsaid([failure], said, NOW + DAY)).to.deep.equal([failure]);
  });

  it("is said once if it names an occasion, also if that is not due for a while", () => {
    let said = withSaid(NONE, [a], [a], NOW);
    said = withSaid(said, [], [], NOW + 10 * DAY);
    expect(unsaid([a], said, NOW + 10 * DAY)).to.deep.equal([]);
  });

  it("is said again a day later if it could not be delivered, and not before", () => {
    const said = withFailed(withSaid(NONE, [a, b], [a, b], NOW), [a]);
    expect(unsaid([a, b], said, NOW + DAY - 1)).to.deep.equal([]);
    expect(ids(unsaid([a, b], said, NOW + DAY))).to.deep.equal(["a"]);
  });

  it("is kept in the lease item as it is, at most 50 of it", () => {
    const said = withFailed(withSaid(NONE, [a, b], [a, b], NOW), [b]);
    expect(readSaid(saidAttribute(said))).to.deep.equal(said);
    expect(saidAttribute(NONE)).to.equal(undefined);
    const many = Array.from({ length: 60 }, (_, index) => delivery(String(index)));
    expect(withSaid(said, [], many, NOW + 1).size).to.equal(50);
  });

  it("is nothing where somebody else has written the attribute", () => {
    for (const attribute of [undefined, { S: "x" }, { M: { a: { S: "x" } } }, { M: { a: { N: "x" } } }])
      expect(readSaid(attribute)).to.deep.equal(NONE);
  });
});
