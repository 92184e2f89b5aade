import { expect } from "chai";
import fc from "fast-check";
import { allowSuspension, maxSuspensions } from "../../../../handlers/email-validator/breaker/suspensions";
import { EventStore, NOW } from "../../../support/ses-events/event-store";

describe("suspensions in an hour", function () {
  this.timeout(30_000);

  it("are at most three, at most a tenth of the logins, and at least one", () => {
    expect([0, 1, 9, 10, 19, 20, 29, 30, 5_000].map(maxSuspensions)).to.deep.equal([
      1, 1, 1, 1, 1, 2, 2, 3, 3,
    ]);
  });

  it("are never more, also where runs are parallel, cut off and repeated", async () => {
    const anyRuns = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 60 }),
        anyRuns,
        fc.scheduler(),
        async (logins, runs, scheduler) => {
          const store = new EventStore();
          for (let index = 0; index < logins; index++)
            store.model.put({ PK: { S: "SMTP_USER" }, SK: { S: `USER#${index}` }, status: { S: "active" } });
          const { table } = store;
          const slow = Object.create(table) as typeof table;
          slow.get = key => scheduler.schedule(table.get(key));
          slow.update = change => scheduler.schedule(table.update(change));
          const allowed = new Set<string>();
          const all = runs.map(async user => {
            const outcome = await allowSuspension(slow, `user${user}`, NOW).catch(() => undefined);
            if (outcome?.allowed) allowed.add(`user${user}`);
          });
          let done = false;
          const finished = Promise.all(all).then(() => (done = true));
          while (!done) {
            if (scheduler.count() > 0) await scheduler.waitOne();
            else await new Promise(resolve => setImmediate(resolve));
          }
          await finished;
          expect(allowed.size).to.be.within(1, maxSuspensions(logins));
        },
      ),
      { numRuns: 60 },
    );
  });
});
