import { ConflictException } from "@aws-sdk/client-scheduler";
import { expect } from "chai";
import { AwsModel } from "../support/aws-model";

describe("the model of EventBridge Scheduler", () => {
  it("fires a schedule once, in its minute; the same name again is the same schedule", async () => {
    const { scheduler, time } = new AwsModel({ wakeUpLatenessMs: () => 2_000 });
    const fired: number[] = [];
    scheduler.onFire = () => fired.push(time.now());
    const schedule = {
      Name: "john",
      ScheduleExpression: "at(2026-01-01T00:02:00)",
      Target: { Arn: "manager", Input: "{}" },
    };
    scheduler.call("CreateSchedule", schedule);
    expect(() => scheduler.call("CreateSchedule", schedule)).to.throw(ConflictException);
    await time.run(600_000);
    expect(fired).to.deep.equal([Date.parse("2026-01-01T00:02:02Z")]);
    expect(scheduler.created).to.have.length(1);
  });
});
