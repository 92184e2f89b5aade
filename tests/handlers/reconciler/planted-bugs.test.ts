import { expect } from "chai";
import { historiesWith } from "../../support/planted-bugs/plant";
import { PLANTED_BUGS } from "../../support/planted-bugs/table";

/** Tests of the tests: each of these mistakes in the reconciler must make the histories fail. */
describe("a planted bug is caught:", function () {
  this.timeout(60_000);

  for (const bug of PLANTED_BUGS) {
    it(bug.name, async () => {
      const run = await historiesWith(bug);
      const { violations } = await run({ histories: 1_500, seed: 1, shrink: false });
      expect(violations).to.equal(1);
    });
  }
});
