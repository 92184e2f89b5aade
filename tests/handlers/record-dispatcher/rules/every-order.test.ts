import { expect } from "chai";
import { explore } from "../../../support/rule-index-model/explore";
import { A, B, type Scenario } from "../../../support/rule-index-model/world";

const scenario = (name: string, more: Partial<Scenario>): Scenario => ({
  name,
  before: undefined,
  writes: [],
  search: false,
  deaths: 0,
  ...more,
});

const SCENARIOS: readonly Scenario[] = [
  scenario("found by a search that dies once", { before: [B], search: true, deaths: 1 }),
  scenario("written while a search reads it", { before: [B], writes: [[A, B]], search: true }),
  scenario("removed while a search reads it", { before: [B], writes: [undefined], search: true }),
  scenario("written, and given to somebody else", { writes: [[A], [B]] }),
  scenario("written and removed", { writes: [[B], undefined] }),
  scenario("removed and written again", { before: [A], writes: [undefined, [A]] }),
  scenario("written, by a function that dies once", { writes: [[B]], deaths: 1 }),
  scenario("removed, by a function that dies once", {
    before: [B],
    writes: [undefined],
    search: false,
    deaths: 1,
  }),
];

describe("following a rule, in every order of the calls", function () {
  this.timeout(120_000);

  for (const each of SCENARIOS)
    it(`${each.name}: index and logins end as the rule was left`, async () => {
      const { states, ends, wrong } = await explore(each);
      expect(wrong).to.equal(undefined);
      expect(states).to.be.greaterThan(5);
      expect(ends).to.be.greaterThan(0);
    });

  it("ends wrong if nobody notices that somebody else has looked at the rule since", async () => {
    const found = await Promise.all(SCENARIOS.map(each => explore(each, { sameToken: true })));
    expect(found.flatMap(({ wrong }) => wrong ?? [])).to.have.length.greaterThan(0);
  });
});
