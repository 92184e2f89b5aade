import { expect } from "chai";
import { DAY_MS, spreadMs, timeOf } from "../../../records/rotation";
import { ManyLogins } from "../../support/deployment/many-logins";

const USERNAMES = Array.from({ length: 200 }, (_, index) => `user-${index}`);

const ROTATION_DAYS = 10;
const GRACE_DAYS = 3;

/** By this, logins of {@link ROTATION_DAYS} are three days overdue. */
const SHORTER_DAYS = 7;

/** A wake-up fires at the next full minute; a rotation takes a login and the time that IAM needs to settle. */
const TAKES_MS = 5 * 60_000;

/** About eight would be even. */
const MAX_PER_HOUR = 20;
const HOUR_MS = DAY_MS / 24;

const COURSES = [
  {
    name: "because they were made on one day",
    rotationDays: ROTATION_DAYS,
    dueAt: (username: string, madeAt: number) => madeAt + ROTATION_DAYS * DAY_MS + spreadMs(username),
  },
  {
    name: "because rotation was switched on when they were long overdue",
    rotationDays: 0,
    // The sweep of that day is at 2:24.
    dueAt: (username: string, _madeAt: number, startedAt: number) =>
      startedAt + (ROTATION_DAYS + 0.1) * DAY_MS + spreadMs(username),
  },
];

describe("two hundred logins whose rotations are due on one day", function () {
  this.timeout(120_000);

  for (const { name, rotationDays, dueAt } of COURSES) {
    it(`${name}, rotate in the course of it, each at its own time and none with a failure; a login that was handed out always works, and the old keys are gone in the end`, async () => {
      const logins = new ManyLogins(USERNAMES);
      const { stage, deployment } = logins;
      const { model } = stage;
      const startedAt = model.time.now();
      const passUntil = (day: number) => stage.pass(startedAt + day * DAY_MS - model.time.now());
      model.rotation = { rotationDays, graceDays: GRACE_DAYS, maxGraceDays: 5 };
      await logins.start();
      expect(model.iamWrites.throttled, "changes that IAM throttled").to.be.greaterThan(USERNAMES.length);
      const before = USERNAMES.map(username => stage.record(username)!);

      await passUntil(ROTATION_DAYS);
      const early = USERNAMES.filter(username => stage.record(username)?.rotated_at !== undefined);
      expect(early).to.deep.equal([]);
      model.rotation = { ...model.rotation, rotationDays: rotationDays || SHORTER_DAYS };
      await passUntil(ROTATION_DAYS + 1.2);
      const perHour = new Map<number, number>();
      for (const [index, username] of USERNAMES.entries()) {
        const { smtp_username, created_at } = before[index]!;
        const record = stage.record(username)!;
        expect(record, username).to.include({ status: "active", previous_smtp_username: smtp_username });
        const old = `${String(smtp_username)} active`;
        const fresh = `${String(record.smtp_username)} active`;
        expect(logins.keys(username)).to.deep.equal([old, fresh]);
        const rotatedAt = timeOf(record.rotated_at)!;
        const late = rotatedAt - dueAt(username, timeOf(created_at)!, startedAt);
        expect(late, `${username}, in milliseconds late`).to.be.within(0, TAKES_MS);
        const hour = Math.floor(rotatedAt / HOUR_MS);
        perHour.set(hour, (perHour.get(hour) ?? 0) + 1);
      }
      expect(Math.max(...perHour.values()), "rotations in one hour").to.be.at.most(MAX_PER_HOUR);

      await passUntil(ROTATION_DAYS + GRACE_DAYS + 4);
      for (const [index, username] of USERNAMES.entries()) {
        const { smtp_username } = stage.record(username)!;
        expect(smtp_username).not.to.equal(before[index]!.smtp_username);
        expect(logins.keys(username)).to.deep.equal([`${String(smtp_username)} active`]);
      }
      expect(logins.violations).to.deep.equal([]);
      expect(logins.accepted).to.be.greaterThan(USERNAMES.length * ROTATION_DAYS);
      expect([...deployment.deadLetters.bodies, ...deployment.parked.bodies]).to.deep.equal([]);
    });
  }
});
