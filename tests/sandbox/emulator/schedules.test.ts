import { CreateTopicCommand, SubscribeCommand } from "@aws-sdk/client-sns";
import { expect } from "chai";

import { ACCOUNT_ID, REGION } from "../../../sandbox/shared/account";
import { pollUntil } from "../../../sandbox/shared/poll";
import { at, BOUND_MS, json, openSchedules, type Schedules } from "../../support/emulator/schedules";

describe("a schedule, in the emulator", function () {
  let on: Schedules;

  before(async function () {
    if (process.env.SES_SMTP_EMULATOR_URL) this.skip(); // a shared emulator may lack the patches
    on = await openSchedules();
  });
  after(() => on?.bench.close());

  it("fires once at its time, with Input as the payload", async () => {
    const asked = Date.now();
    const name = await on.create({ ScheduleExpression: at(120) });
    const [invocation] = await on.invocations(name, 1);
    expect(Date.now() - asked).to.be.at.least(900);
    expect(invocation).to.deep.equal({ name });
    await on.fires(60); // another, half a second later
    expect(await on.invocations(name, 1)).to.have.lengthOf(1);
    expect((await on.get(name)).status).to.equal(200);
  });

  it("fires immediately if its time has passed", async () => {
    await on.invocations(await on.create({ ScheduleExpression: at(-30) }), 1);
  });

  it("uses its own time zone", async () => {
    const zone = "Pacific/Auckland";
    const name = await on.create({ ScheduleExpression: at(60, zone), ScheduleExpressionTimezone: zone });
    const late = await on.create({ ScheduleExpression: at(60, zone), ScheduleExpressionTimezone: "UTC" });
    await on.invocations(name, 1);
    expect(await on.invocations(late, 0)).to.deep.equal([]);
  });

  it("is deleted after it fired if ActionAfterCompletion is DELETE", async () => {
    const name = await on.create({ ScheduleExpression: at(30), ActionAfterCompletion: "DELETE" });
    await on.invocations(name, 1);
    await pollUntil("the schedule to be deleted", BOUND_MS, async () => {
      const { status, error } = await on.get(name);
      return status === 404
        ? { done: expect(error).to.equal("ResourceNotFoundException") }
        : { yet: `${status}` };
    });
  });

  it("fires again after it was deleted and created again, with DELETE and with NONE", async () => {
    for (const ActionAfterCompletion of ["NONE", "DELETE"]) {
      const Name = await on.create({ ScheduleExpression: at(30), ActionAfterCompletion });
      await on.invocations(Name, 1);
      await on.bench.request("scheduler", { method: "DELETE", path: `/schedules/${Name}` });
      await on.create({ Name, ScheduleExpression: at(30), ActionAfterCompletion });
      expect(await on.invocations(Name, 2)).to.have.lengthOf(2);
    }
  });

  it("fires again after an update to another time", async () => {
    const name = await on.create({ ScheduleExpression: at(30) });
    await on.invocations(name, 1);
    const Target = on.target({ Input: json({ name }) });
    const answer = await on.send("PUT", { Name: name, ScheduleExpression: at(31), Target });
    expect(answer.status, answer.body).to.equal(200);
    await on.invocations(name, 2);
  });

  it("invokes its function asynchronously: a failure is retried by Lambda", async () => {
    const Name = on.newName();
    await on.create({
      Name,
      ScheduleExpression: at(30),
      Target: on.target({ Input: json({ name: Name, fail: true }) }),
    });
    await on.invocations(Name, 3);
  });

  it("fills in the context attributes of its Input", async () => {
    const Name = on.newName();
    const time = at(30);
    const Input = json({
      name: Name,
      when: "<aws.scheduler.scheduled-time>",
      arn: "<aws.scheduler.schedule-arn>",
    });
    await on.create({ Name, ScheduleExpression: time, Target: on.target({ Input }) });
    const [invocation] = await on.invocations(Name, 1);
    expect(invocation).to.include({
      when: `${time.slice(3, -1)}Z`,
      arn: `arn:aws:scheduler:${REGION}:${ACCOUNT_ID}:schedule/default/${Name}`,
    });
  });

  it("without Input sends the event that AWS documents", async () => {
    const queue = await on.bench.createQueue("scheduled-without-input");
    const time = at(30);
    const name = await on.create({ ScheduleExpression: time, Target: on.target({ Arn: queue.arn }) });
    const { id, ...event } = JSON.parse((await on.firstMessage(queue)).Body ?? "") as Record<string, unknown>;
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
    const queue = await on.bench.createQueue("scheduled-directly");
    const subscribed = await on.bench.createQueue("scheduled-by-topic", {
      Version: "2012-10-17",
      Statement: [
        { Effect: "Allow", Principal: { Service: "sns.amazonaws.com" }, Action: "*", Resource: "*" },
      ],
    });
    const { TopicArn = "" } = await on.bench.sns.send(new CreateTopicCommand({ Name: "scheduled" }));
    await on.bench.sns.send(new SubscribeCommand({ TopicArn, Protocol: "sqs", Endpoint: subscribed.arn }));
    await on.create({
      ScheduleExpression: at(30),
      Target: on.target({ Arn: queue.arn, Input: "to a queue" }),
    });
    await on.create({
      ScheduleExpression: at(30),
      Target: on.target({ Arn: TopicArn, Input: "to a topic" }),
    });
    expect((await on.firstMessage(queue)).Body).to.equal("to a queue");
    expect((await on.firstMessage(subscribed)).Body).to.include("to a topic");
  });

  it("sends a failed delivery to its dead-letter queue after the last retry", async () => {
    const letters = await on.bench.createQueue("schedule-letters");
    const missing = `${on.functionArn}-missing`;
    const name = await on.create({
      ScheduleExpression: at(30),
      Target: on.target({
        Arn: missing,
        Input: json({ lost: true }),
        RetryPolicy: { MaximumRetryAttempts: 1 },
        DeadLetterConfig: { Arn: letters.arn },
      }),
    });
    const { Body = "", MessageAttributes = {} } = await on.firstMessage(letters);
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

  it("is delivered by a retry once its target exists", async () => {
    const missing = `arn:aws:sqs:${REGION}:${ACCOUNT_ID}:created-later`;
    await on.create({ ScheduleExpression: at(-30), Target: on.target({ Arn: missing, Input: "late" }) });
    await on.fires(30);
    expect((await on.firstMessage(await on.bench.createQueue("created-later"))).Body).to.equal("late");
  });
});
