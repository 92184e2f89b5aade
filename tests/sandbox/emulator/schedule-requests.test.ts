import { expect } from "chai";

import { ACCOUNT_ID, REGION } from "../../../sandbox/shared/account";
import { at, openSchedules, type Schedule, type Schedules } from "../../support/emulator/schedules";

describe("a request for a schedule, in the emulator", () => {
  let on: Schedules;

  before(async function () {
    if (process.env.SES_SMTP_EMULATOR_URL) this.skip(); // a shared emulator may lack the patches
    on = await openSchedules();
  });
  after(() => on?.bench.close());

  it("with the same client token creates one schedule", async () => {
    const schedule = { Name: "once", ScheduleExpression: at(3_600), ClientToken: "token" };
    const first = await on.send("POST", schedule);
    const second = await on.send("POST", schedule);
    expect([first.status, second.status, second.body]).to.deep.equal([200, 200, first.body]);
    const other = await on.send("POST", { ...schedule, ClientToken: "another" });
    expect([other.status, other.error]).to.deep.equal([409, "ConflictException"]);
    const changed = await on.send("POST", { ...schedule, ScheduleExpression: at(7_200) });
    expect([changed.status, changed.error]).to.deep.equal([409, "ConflictException"]);
  });

  it("needs a group that exists, and for an update a schedule", async () => {
    const answer = await on.send("POST", { ScheduleExpression: at(60), GroupName: "no-such-group" });
    expect([answer.status, answer.error]).to.deep.equal([404, "ResourceNotFoundException"]);
    const update = await on.send("PUT", { Name: "no-such-schedule", ScheduleExpression: at(60) });
    expect([update.status, update.error]).to.deep.equal([404, "ResourceNotFoundException"]);
  });

  const invalid: [string, Schedule][] = [
    ["a name of 65 characters", { Name: "n".repeat(65) }],
    ["a name with a space", { Name: "a%20name" }],
    ["a name with an at sign", { Name: "a@name" }],
    ["no expression", { ScheduleExpression: "" }],
    ["a time without seconds", { ScheduleExpression: "at(2030-01-01T10:00)" }],
    ["a time with an offset", { ScheduleExpression: "at(2030-01-01T10:00:00Z)" }],
    ["a day that does not exist", { ScheduleExpression: "at(2030-02-30T10:00:00)" }],
    ["a rate of zero", { ScheduleExpression: "rate(0 minutes)" }],
    ["a rate in seconds", { ScheduleExpression: "rate(30 seconds)" }],
    ["five cron fields", { ScheduleExpression: "cron(0 10 * * ?)" }],
    ["a question mark for the minute", { ScheduleExpression: "cron(? 10 * * ? *)" }],
    ["an hour of 25", { ScheduleExpression: "cron(0 25 * * ? *)" }],
    ["something else", { ScheduleExpression: "tomorrow" }],
    ["a time zone that does not exist", { ScheduleExpressionTimezone: "Europe/Atlantis" }],
    ["no flexible time window", { FlexibleTimeWindow: undefined }],
    ["a flexible time window without a length", { FlexibleTimeWindow: { Mode: "FLEXIBLE" } }],
    ["an unknown action after completion", { ActionAfterCompletion: "KEEP" }],
    ["no target", { Target: undefined }],
    ["a target without a role", { Target: { Arn: `arn:aws:sqs:${REGION}:${ACCOUNT_ID}:any` } }],
    [
      "a target that is no ARN",
      { Target: { Arn: "any", RoleArn: `arn:aws:iam::${ACCOUNT_ID}:role/schedules` } },
    ],
  ];
  for (const [what, part] of invalid) {
    it(`is rejected with ${what}`, async () => {
      const answer = await on.send("POST", { ScheduleExpression: at(60), ...part });
      expect([answer.status, answer.error], answer.body).to.deep.equal([400, "ValidationException"]);
    });
  }

  it("is rejected with too many retries, or Input for a function that is not JSON", async () => {
    for (const part of [{ Input: "{" }, { RetryPolicy: { MaximumRetryAttempts: 186 } }]) {
      const answer = await on.send("POST", { ScheduleExpression: at(60), Target: on.target(part) });
      expect([answer.status, answer.error], answer.body).to.deep.equal([400, "ValidationException"]);
    }
  });

  it("is accepted with rates and cron expressions", async () => {
    for (const ScheduleExpression of ["rate(1 minute)", "rate(2 hours)", "cron(15 10 ? * MON-FRI *)"]) {
      await on.create({ ScheduleExpression });
    }
  });
});
