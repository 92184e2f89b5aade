import { ConflictException } from "@aws-sdk/client-scheduler";
import { expect } from "chai";
import fc from "fast-check";
import { Schedules } from "../../../handlers/reconciler/adapters/schedules";
import { parseManagerEvent } from "../../../handlers/shared/manager-event";
import { dueMinute, scheduleName } from "../../../handlers/shared/schedules";

const SETTINGS = {
  group: "wake-ups",
  roleArn: "arn:aws:iam::123456789012:role/wake-ups",
  parkedQueueArn: "arn:aws:sqs:eu-central-1:123456789012:parked",
};
const MANAGER_ARN = "arn:aws:lambda:eu-central-1:123456789012:function:manager";
const NOW = Date.parse("2026-11-26T15:00:20Z");
const MINUTE = 60_000;

interface CreateSchedule {
  Name: string;
  Target: { Input: string };
}

/** A Scheduler that answers with `error`, if there is one, and its calls. */
function scheduler(error?: Error) {
  const inputs: CreateSchedule[] = [];
  const send = async ({ input }: { input: CreateSchedule }) => {
    inputs.push(input);
    if (error) throw error;
    return {};
  };
  const clock = { now: () => NOW, sleep: async () => undefined };
  return { inputs, schedules: new Schedules({ send }, SETTINGS, MANAGER_ARN, clock) };
}

const time = fc.integer({ min: NOW, max: NOW + 400 * 24 * 60 * MINUTE });

describe("a wake-up", () => {
  it("is a one-time schedule that invokes the manager, parks what fails, and deletes itself", async () => {
    const { inputs, schedules } = scheduler();
    await schedules.book("john.doe", NOW + 5 * MINUTE, "id-1");
    const [input] = inputs;
    expect(input).to.deep.equal({
      Name: scheduleName("wake-up", "john.doe", new Date("2026-11-26T15:06:00Z")),
      GroupName: "wake-ups",
      ScheduleExpression: "at(2026-11-26T15:06:00)",
      ScheduleExpressionTimezone: "UTC",
      FlexibleTimeWindow: { Mode: "OFF" },
      ActionAfterCompletion: "DELETE",
      Target: {
        Arn: MANAGER_ARN,
        RoleArn: SETTINGS.roleArn,
        Input: '{"usernames":["john.doe"],"cause":"wake-up","correlationId":"id-1","retryCount":0}',
        RetryPolicy: { MaximumEventAgeInSeconds: 21_600, MaximumRetryAttempts: 185 },
        DeadLetterConfig: { Arn: SETTINGS.parkedQueueArn },
      },
    });
  });

  it("is due at the first full minute that is neither too early nor less than 60 s ahead", () => {
    const at = (text: string) => Date.parse(`2026-11-26T${text}Z`);
    expect(dueMinute(NOW, NOW)).to.equal(at("15:02:00"));
    expect(dueMinute(0, NOW)).to.equal(at("15:02:00"));
    expect(dueMinute(at("15:02:00"), NOW)).to.equal(at("15:02:00"));
    expect(dueMinute(at("15:02:00.001"), NOW)).to.equal(at("15:03:00"));
    expect(dueMinute(0, at("15:01:00"))).to.equal(at("15:02:00"));
    fc.assert(
      fc.property(time, time, (wanted, now) => {
        const due = dueMinute(wanted, now);
        expect(due % MINUTE).to.equal(0);
        expect(due).to.be.within(Math.max(wanted, now + MINUTE), Math.max(wanted, now + MINUTE) + MINUTE - 1);
      }),
    );
  });

  it("has a name that Scheduler accepts, the same only for the same username and minute", () => {
    const booking = fc.record({
      username: fc.string({ unit: "binary" }),
      due: time.map(at => dueMinute(at, NOW)),
    });
    fc.assert(
      fc.property(booking, booking, (one, other) => {
        const names = [one, other].map(({ username, due }) =>
          scheduleName("wake-up", username, new Date(due)),
        );
        for (const name of names) expect(name).to.match(/^wake-up-[0-9a-f]{56}$/);
        expect(names[0] === names[1]).to.equal(one.username === other.username && one.due === other.due);
      }),
    );
  });

  it("carries any username unchanged, even one that looks like what Scheduler replaces", async () => {
    const { inputs, schedules } = scheduler();
    const username = '<aws.scheduler.execution-id> "quoted" \n ü';
    await schedules.book(username, NOW, "id-1");
    const text = inputs[0]?.Target.Input ?? "";
    expect(text).to.not.include("<aws.");
    expect(parseManagerEvent(JSON.parse(text)).usernames).to.deep.equal([username]);
  });

  it("that is booked already is no error", async () => {
    const { inputs, schedules } = scheduler(
      new ConflictException({ $metadata: {}, message: "exists", Message: "exists" }),
    );
    await schedules.book("ann", NOW, "id-1");
    expect(inputs).to.have.lengthOf(1);
  });

  it("that cannot be booked is an error", async () => {
    const { schedules } = scheduler(Object.assign(new Error("slow down"), { name: "ThrottlingException" }));
    const thrown = await schedules.book("ann", NOW, "id-1").catch((error: unknown) => error);
    expect(thrown).to.have.property("name", "ThrottlingException");
  });
});
