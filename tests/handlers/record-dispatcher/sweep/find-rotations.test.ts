import { expect } from "chai";
import { findings } from "../../../../handlers/record-dispatcher/sweep/find";
import { DAY, HOUR, NOW, SETTINGS, sound, swept } from "../../../support/reconciler/swept";

describe("a sweep, of rotations,", () => {
  it("spreads rotations that are due over the whole day, although the usernames are similar", () => {
    const due = Object.fromEntries(
      Array.from({ length: 200 }, (_, index) => [
        `user-${index}`,
        {
          ...sound(`user-${index}`),
          record: { ...sound(`user-${index}`).record, rotation_days: 10 },
        },
      ]),
    );
    const times = findings(swept(due), SETTINGS, NOW).map(({ at: time = 0 }) => time);
    expect(times).to.have.lengthOf(200);
    expect(Math.min(...times)).to.be.at.least(NOW);
    expect(Math.max(...times)).to.be.at.most(NOW + DAY);
    for (let hour = 0; hour < 24; hour++) {
      const share = times.filter(time => Math.floor((time - NOW) / HOUR) === hour).length;
      expect(share, `hour ${hour}`).to.be.within(1, 20);
    }
  });
});
