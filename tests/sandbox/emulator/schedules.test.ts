import { CreateTopicCommand, SubscribeCommand } from "@aws-sdk/client-sns";
import { expect } from "chai";

import { ACCOUNT_ID, REGION } from "../../../sandbox/shared/account";
import { pollUntil } from "../../../sandbox/shared/poll";
import { openWorkbench, type Queue, type Workbench } from "../../support/emulator/workbench";

const HANDLER = `
exports.handler = async event => {
  console.log("invoked " + JSON.stringify(event));
  if (event.fail) throw new Error("failed on purpose");
};`;

/** What the emulator divides the time left until a schedule is due by. */
const SPEEDUP = 120;
const BOUND_MS = 15_000;

interface Schedule {
  Name?: string;
  ScheduleExpression?: string;
  ScheduleExpressionTimezone?: string;
  FlexibleTimeWindow?: object;
  ActionAfterCompletion?: string;
  ClientToken?: string;
  GroupName?: string;
  Target?: object;
}

describe("a schedule, in the emulator", function () {
  this.timeout(60_000);
  let bench: Workbench;
  let functionArn: string;
  let roleArn: string;
  let schedules = 0;

  before(async () => {
    bench = await openWorkbench({
      SES_SMTP_SCHEDULE_SPEEDUP: String(SPEEDUP),
      LAMBDA_ASYNC_RETRY_BASE_SECONDS: "0.1",
    });
    functionArn = await bench.createFunction("scheduled", HANDLER);
    roleArn = await bench.createRole("schedules", { service: "scheduler.amazonaws.com" });
  });
  after(() => bench?.close());

  it("fires once at its time, with Input as the payload", async () => {
    const asked = Date.now();
    const name = await create({ ScheduleExpression: at(120) });
    const [invocation] = await invocations(name, 1);
    expect(Date.now() - asked).to.be.within(900, 8_000);
    expect(invocation).to.deep.equal({ name });
    await fires(60); // another, half a second later
    expect(await invocations(name, 1)).to.have.lengthOf(1);
    expect((await get(name)).status).to.equal(200);
  });

  it("fires at once, if its time has passed", async () => {
    await invocations(await create({ ScheduleExpression: at(-30) }), 1);
  });

  it("keeps the time of its own time zone", async () => {
    const zone = "Pacific/Auckland";
    const name = await create({ ScheduleExpression: at(60, zone), ScheduleExpressionTimezone: zone });
    const late = await create({ ScheduleExpression: at(60, zone), ScheduleExpressionTimezone: "UTC" });
    await invocations(name, 1);
    expect(await invocations(late, 0)).to.deep.equal([]);
  });

  it("is deleted after it fired, if it says so", async () => {
    const name = await create({ ScheduleExpression: at(30), ActionAfterCompletion: "DELETE" });
    await invocations(name, 1);
    await pollUntil("the schedule to be deleted", BOUND_MS, async () => {
      const { status, error } = await get(name);
      return status === 404
        ? { done: expect(error).to.equal("ResourceNotFoundException") }
        : { yet: `${status}` };
    });
  });

  it("that was deleted and created again fires again, with DELETE and with NONE", async () => {
    for (const ActionAfterCompletion of ["NONE", "DELETE"]) {
      const Name = await create({ ScheduleExpression: at(30), ActionAfterCompletion });
      await invocations(Name, 1);
      await bench.request("scheduler", { method: "DELETE", path: `/schedules/${Name}` });
      await create({ Name, ScheduleExpression: at(30), ActionAfterCompletion });
      expect(await invocations(Name, 2)).to.have.lengthOf(2);
    }
  });

  it("fires again after an update to another time", async () => {
    const name = await create({ ScheduleExpression: at(30) });
    await invocations(name, 1);
    const Target = target({ Input: json({ name }) });
    const answer = await send("PUT", { Name: name, ScheduleExpression: at(31), Target });
    expect(answer.status, answer.body).to.equal(200);
    await invocations(name, 2);
  });

  it("invokes its function asynchronously: a failure is retried by Lambda", async () => {
    const Name = `schedule-${++schedules}`;
    await create({
      Name,
      ScheduleExpression: at(30),
      Target: target({ Input: json({ name: Name, fail: true }) }),
    });
    await invocations(Name, 3);
  });

  it("fills in the context attributes of its Input", async () => {
    const Name = `schedule-${++schedules}`;
    const time = at(30);
    const Input = json({
      name: Name,
      when: "<aws.scheduler.scheduled-time>",
      arn: "<aws.scheduler.schedule-arn>",
    });
    await create({ Name, ScheduleExpression: time, Target: target({ Input }) });
    const [invocation] = await invocations(Name, 1);
    expect(invocation).to.include({
      when: `${time.slice(3, -1)}Z`,
      arn: `arn:aws:scheduler:${REGION}:${ACCOUNT_ID}:schedule/default/${Name}`,
    });
  });

  it("without Input sends the event that AWS documents", async () => {
    const queue = await bench.createQueue("scheduled-without-input");
    const time = at(30);
    const name = await create({ ScheduleExpression: time, Target: target({ Arn: queue.arn }) });
    const { id, ...event } = JSON.parse((await firstMessage(queue)).Body ?? "") as Record<string, unknown>;
    expect(id).to.be.a("string");
    expect(event).to.deep.equal({
      version: "0",
      "detail-type": "Scheduled Event",
      source: "aws.scheduler",
      account: ACCOUNT_ID,
      time: `${time.slice(3, -1)}Z`,
      region: REGION,
      resources: [`arn:aws:scheduler:${REGION}:${ACCOUNT_ID}:schedule/default/${name}`],
      detail: "{}",
    });
  });

  it("sends to a queue and to a topic", async () => {
    const queue = await bench.createQueue("scheduled-directly");
    const subscribed = await bench.createQueue("scheduled-by-topic", {
      Version: "2012-10-17",
      Statement: [
        { Effect: "Allow", Principal: { Service: "sns.amazonaws.com" }, Action: "*", Resource: "*" },
      ],
    });
    const { TopicArn = "" } = await bench.sns.send(new CreateTopicCommand({ Name: "scheduled" }));
    await bench.sns.send(new SubscribeCommand({ TopicArn, Protocol: "sqs", Endpoint: subscribed.arn }));
    await create({ ScheduleExpression: at(30), Target: target({ Arn: queue.arn, Input: "to a queue" }) });
    await create({ ScheduleExpression: at(30), Target: target({ Arn: TopicArn, Input: "to a topic" }) });
    expect((await firstMessage(queue)).Body).to.equal("to a queue");
    expect((await firstMessage(subscribed)).Body).to.include("to a topic");
  });

  it("sends to its dead-letter queue what could not be delivered after the last retry", async () => {
    const letters = await bench.createQueue("schedule-letters");
    const missing = `${functionArn}-missing`;
    const name = await create({
      ScheduleExpression: at(30),
      Target: target({
        Arn: missing,
        Input: json({ lost: true }),
        RetryPolicy: { MaximumRetryAttempts: 1 },
        DeadLetterConfig: { Arn: letters.arn },
      }),
    });
    const { Body = "", MessageAttributes = {} } = await firstMessage(letters);
    expect(JSON.parse(Body)).to.deep.equal({
      FunctionName: missing,
      InvocationType: "Event",
      Payload: json({ lost: true }),
    });
    const attributes = Object.entries(MessageAttributes).map(([key, { StringValue }]) => [key, StringValue]);
    expect(Object.fromEntries(attributes)).to.deep.include({
      ERROR_CODE: "ResourceNotFoundException",
      EXHAUSTED_RETRY_CONDITION: "MaximumRetryAttempts",
      RETRY_ATTEMPTS: "1",
      SCHEDULE_ARN: `arn:aws:scheduler:${REGION}:${ACCOUNT_ID}:schedule/default/${name}`,
      TARGET_ARN: missing,
    });
  });

  it("is delivered by a retry, once its target is there", async () => {
    const missing = `arn:aws:sqs:${REGION}:${ACCOUNT_ID}:created-later`;
    await create({ ScheduleExpression: at(-30), Target: target({ Arn: missing, Input: "late" }) });
    await fires(30);
    expect((await firstMessage(await bench.createQueue("created-later"))).Body).to.equal("late");
  });

  it("with the same client token and request is created once", async () => {
    const schedule = { Name: "once", ScheduleExpression: at(3_600), ClientToken: "token" };
    const first = await send("POST", schedule);
    const second = await send("POST", schedule);
    expect([first.status, second.status, second.body]).to.deep.equal([200, 200, first.body]);
    const other = await send("POST", { ...schedule, ClientToken: "another" });
    expect([other.status, other.error]).to.deep.equal([409, "ConflictException"]);
    const changed = await send("POST", { ...schedule, ScheduleExpression: at(7_200) });
    expect([changed.status, changed.error]).to.deep.equal([409, "ConflictException"]);
  });

  it("needs a group that exists, also to be updated", async () => {
    const answer = await send("POST", { ScheduleExpression: at(60), GroupName: "no-such-group" });
    expect([answer.status, answer.error]).to.deep.equal([404, "ResourceNotFoundException"]);
    const update = await send("PUT", { Name: "no-such-schedule", ScheduleExpression: at(60) });
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
    it(`is refused with ${what}`, async () => {
      const answer = await send("POST", { ScheduleExpression: at(60), ...part });
      expect([answer.status, answer.error], answer.body).to.deep.equal([400, "ValidationException"]);
    });
  }

  it("is refused with Input for a function that is not JSON, or with too many retries", async () => {
    for (const part of [{ Input: "{" }, { RetryPolicy: { MaximumRetryAttempts: 186 } }]) {
      const answer = await send("POST", { ScheduleExpression: at(60), Target: target(part) });
      expect([answer.status, answer.error], answer.body).to.deep.equal([400, "ValidationException"]);
    }
  });

  it("is accepted with every kind of expression", async () => {
    for (const ScheduleExpression of ["rate(1 minute)", "rate(2 hours)", "cron(15 10 ? * MON-FRI *)"]) {
      await create({ ScheduleExpression });
    }
  });

  /** Creates it; its Input has its name, if there is no other. */
  async function create(schedule: Schedule): Promise<string> {
    const Name = schedule.Name ?? `schedule-${++schedules}`;
    const answer = await send("POST", { Name, Target: target({ Input: json({ name: Name }) }), ...schedule });
    expect(answer.status, answer.body).to.equal(200);
    return Name;
  }

  function send(method: string, { Name = `schedule-${++schedules}`, ...schedule }: Schedule) {
    const body = { FlexibleTimeWindow: { Mode: "OFF" }, Target: target({}), ...schedule };
    return bench.request("scheduler", { method, path: `/schedules/${Name}`, body });
  }

  function get(name: string) {
    return bench.request("scheduler", { method: "GET", path: `/schedules/${name}` });
  }

  function target(parts: object): object {
    return { Arn: functionArn, RoleArn: roleArn, ...parts };
  }

  /** Waits for a new schedule that is due in so many seconds to fire. */
  async function fires(seconds: number): Promise<void> {
    await invocations(await create({ ScheduleExpression: at(seconds) }), 1);
  }

  function invocations(name: string, count: number): Promise<{ name: string }[]> {
    return pollUntil(`${count} invocations by ${name}`, BOUND_MS, async () => {
      const all = await bench.invocations<{ name: string }>("scheduled");
      const seen = all.filter(event => event.name === name);
      return seen.length >= count ? { done: seen } : { yet: JSON.stringify(all) };
    });
  }

  function firstMessage(queue: Queue) {
    return pollUntil(`a message in ${queue.arn}`, BOUND_MS, async () => {
      const [message] = await bench.receiveAll(queue);
      return message === undefined ? { yet: "none" } : { done: message };
    });
  }
});

/** The expression for so many seconds from now, in the clock of a time zone. */
function at(seconds: number, timeZone = "UTC"): string {
  const date = new Date(Date.now() + seconds * 1_000);
  return `at(${date.toLocaleString("sv-SE", { timeZone }).replace(" ", "T")})`;
}

const json = JSON.stringify;
