import { expect } from "chai";
import { suiteWith } from "../../support/planted-bugs/plant";
import { PLANTED_BUGS } from "../../support/planted-bugs/table";

/** Tests of the tests: each of these mistakes in the reconciler must make a scenario or a history fail. */
describe("a planted bug is caught:", function () {
  this.timeout(600_000); // those that only a random history finds take minutes on a busy machine

  for (const bug of PLANTED_BUGS) {
    it(bug.name, async () => {
      const firstViolation = await suiteWith(bug);
      expect(await firstViolation()).to.be.a("string");
    });
  }
});
