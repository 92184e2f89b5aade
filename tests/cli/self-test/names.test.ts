import { expect } from "chai";
import { isUsername } from "../../../records/credential";
import { abandonedSelfTest, selfTestDescription, selfTestNames } from "../../../records/self-test";
import { isSimulator } from "../../../records/simulator";

const ID = "0123456789ab";
const STARTED = new Date("2026-03-01T10:00:00.000Z");
const DAY = 24 * 3_600_000;
const names = selfTestNames(ID);

describe("what a self-test creates", () => {
  it("has names that AWS and the program take", () => {
    expect(isUsername(names.credential)).to.equal(true);
    expect(isUsername(names.keyUser)).to.equal(true);
    expect(names.configurationSet).to.match(/^[\w-]{1,64}$/);
    for (const address of [names.success, names.bounce, names.complaint, names.subdomainBounce])
      expect(isSimulator(address), address).to.equal(true);
  });

  it("is abandoned a day after it began, and only if both name and description say what it is", () => {
    const description = selfTestDescription(STARTED);
    const at = (ms: number) => STARTED.getTime() + ms;
    expect(abandonedSelfTest(names.credential, description, at(DAY + 1))).to.deep.equal(names);
    expect(abandonedSelfTest(names.credential, description, at(DAY))).to.equal(undefined);
    expect(abandonedSelfTest(names.credential, undefined, at(2 * DAY))).to.equal(undefined);
    expect(abandonedSelfTest(names.credential, "Our own test", at(2 * DAY))).to.equal(undefined);
    expect(abandonedSelfTest(names.credential, `${description}!`, at(2 * DAY))).to.equal(undefined);
    expect(abandonedSelfTest("jane", description, at(2 * DAY))).to.equal(undefined);
    expect(abandonedSelfTest("self-test-team", description, at(2 * DAY))).to.equal(undefined);
    expect(abandonedSelfTest(names.keyUser, description, at(2 * DAY))).to.equal(undefined);
    const never = "Temporary login of ses-smtp self-test, started 2026-99-99T99:99:99Z";
    expect(abandonedSelfTest(names.credential, never, at(2 * DAY))).to.equal(undefined);
  });
});
