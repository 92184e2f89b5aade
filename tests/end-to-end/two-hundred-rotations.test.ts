import { expect } from "chai";
import { ManyRotations } from "../support/sandbox/many-rotations";

const COUNT = 200;

describe("two hundred logins whose rotations fall due at once, where ten functions run at a time", function () {
  this.timeout(600_000);
  let many: ManyRotations;

  before(async function () {
    if (process.env.SES_SMTP_EMULATOR_URL) this.skip(); // a shared emulator's schedules are not sped up
    many = await ManyRotations.start(COUNT);
  });
  after(() => many?.close());

  it("all get another login, none with a failure", async () => {
    await many.fallDue();
  });

  it("have two logins that work: the new one, and the old one for its grace period", async () => {
    expect(await many.problems()).to.deep.equal([]);
  });
});
