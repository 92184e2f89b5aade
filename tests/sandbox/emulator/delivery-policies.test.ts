import { SubscribeCommand } from "@aws-sdk/client-sns";
import { expect } from "chai";

import { ACCOUNT_ID, REGION } from "../../../sandbox/shared/account";
import {
  alarmArn,
  openDeliveries,
  ruleArn,
  statement,
  STRANGER,
  when,
  type Deliveries,
} from "../../support/emulator/deliveries";

describe("a delivery inside the emulator", () => {
  let on: Deliveries;

  before(async function () {
    if (process.env.SES_SMTP_EMULATOR_URL) this.skip(); // a shared emulator may lack the patches
    on = await openDeliveries();
  });
  after(() => on?.bench.close());

  it("by SNS that is refused goes to the subscription's redrive queue if SNS may send there", async () => {
    const [topic, refused] = [await on.createTopic(), await on.bench.createQueue("refused")];
    const letters = await on.bench.createQueue("redriven");
    await on.bench.sns.send(
      new SubscribeCommand({
        TopicArn: topic,
        Protocol: "sqs",
        Endpoint: refused.arn,
        Attributes: { RedrivePolicy: JSON.stringify({ deadLetterTargetArn: letters.arn }) },
      }),
    );
    await on.publish(topic, "lost");
    expect(await on.bench.receiveAll(letters)).to.deep.equal([]);
    await on.setPolicy(letters, [statement("sns.amazonaws.com", letters.arn, topic)]);
    await on.publish(topic, "kept");
    const bodies = (await on.bench.receiveAll(letters)).map(
      ({ Body = "" }) => JSON.parse(Body) as { Message: string },
    );
    expect(bodies.map(({ Message }) => Message)).to.deep.equal(["kept"]);
    expect(await on.bench.receiveAll(refused)).to.deep.equal([]);
  });

  it("by SNS to a function needs a permission for the topic", async () => {
    const [topic, other] = [await on.createTopic(), await on.createTopic()];
    const { name, arn } = await on.createFunction();
    for (const TopicArn of [topic, other])
      await on.bench.sns.send(new SubscribeCommand({ TopicArn, Protocol: "lambda", Endpoint: arn }));
    await on.publish(topic, "without permission");
    await on.logged(
      `the policy of ${arn} does not allow lambda:InvokeFunction to sns.amazonaws.com for ${topic}`,
    );
    await on.permit(name, "sns.amazonaws.com", topic);
    await on.publish(other, "from another topic");
    await on.logged(`for ${other}`);
    await on.publish(topic, "with permission");
    expect(await on.invocations(name)).to.deep.equal(["with permission"]);
  });

  it("by EventBridge to a function needs a permission for the rule", async () => {
    const { name, arn } = await on.createFunction();
    const [rule, other] = [await on.createRule(arn), await on.createRule(arn)];
    await on.putEvent(rule, "without permission");
    expect(await on.bench.log()).to.include(
      `the policy of ${arn} does not allow lambda:InvokeFunction to events.amazonaws.com for ${ruleArn(rule)}`,
    );
    await on.permit(name, "events.amazonaws.com", ruleArn(rule));
    await on.putEvent(other, "from another rule");
    await on.putEvent(rule, "with permission");
    expect(await on.invocations(name)).to.deep.equal(["with permission"]);
  });

  it("by EventBridge that a queue's policy refuses goes to the target's dead-letter queue", async () => {
    const [queue, letters] = [
      await on.bench.createQueue("by-rule"),
      await on.bench.createQueue("by-rule-letters"),
    ];
    const rule = await on.createRule(queue.arn, { DeadLetterConfig: { Arn: letters.arn } });
    await on.setPolicy(letters, [statement("events.amazonaws.com", letters.arn, ruleArn(rule))]);
    await on.putEvent(rule, "refused");
    const [letter] = await on.bench.receiveAll(letters);
    expect(letter?.Body).to.include("refused");
    expect(letter?.MessageAttributes?.ERROR_CODE?.StringValue).to.equal("NO_PERMISSIONS");
    expect(await on.bench.receiveAll(queue)).to.deep.equal([]);
    await on.setPolicy(queue, [statement("events.amazonaws.com", queue.arn, ruleArn(rule))]);
    await on.putEvent(rule, "allowed");
    expect((await on.bench.receiveAll(queue)).map(({ Body }) => Body).join()).to.include("allowed");
  });

  it("by EventBridge to a topic needs more than the topic's default policy", async () => {
    const { topic, queue } = await on.subscribedTopic();
    const rule = await on.createRule(topic);
    await on.putEvent(rule, "refused");
    expect(await on.bench.receiveAll(queue)).to.deep.equal([]);
    await on.setTopicPolicy(topic, [statement("events.amazonaws.com", topic, ruleArn(rule))]);
    await on.putEvent(rule, "allowed");
    expect(await on.bench.receiveAll(queue)).to.have.lengthOf(1);
  });

  it("by a rule's target with a role needs a role that still trusts EventBridge and may send", async () => {
    const queue = await on.bench.createQueue("by-role");
    for (const [actions, trusted, count] of [
      ["sqs:ReceiveMessage", "events.amazonaws.com", 0],
      ["sqs:SendMessage", "scheduler.amazonaws.com", 0],
      ["sqs:SendMessage", "events.amazonaws.com", 1],
    ] as const) {
      const name = `rules-${on.next()}`;
      const RoleArn = await on.bench.createRole(name, { service: "events.amazonaws.com", actions });
      const rule = await on.createRule(queue.arn, { RoleArn });
      await on.trust(name, trusted);
      await on.putEvent(rule, "by role");
      expect(await on.bench.receiveAll(queue), `${trusted} ${actions}`).to.have.lengthOf(count);
    }
  });

  it("by an alarm is allowed by a topic's default policy, and otherwise needs one for the alarm", async () => {
    const { topic, queue } = await on.subscribedTopic();
    const alarm = await on.createAlarm(topic);
    await on.setAlarm(alarm, "ALARM");
    expect(await on.bench.receiveAll(queue)).to.have.lengthOf(1);
    await on.setTopicPolicy(topic, [
      statement("cloudwatch.amazonaws.com", topic, `${alarmArn(alarm)}-other`),
    ]);
    await on.setAlarm(alarm, "OK");
    await on.setAlarm(alarm, "ALARM");
    expect(await on.bench.receiveAll(queue)).to.deep.equal([]);
    await on.setTopicPolicy(topic, [statement("cloudwatch.amazonaws.com", topic, alarmArn(alarm))]);
    await on.setAlarm(alarm, "OK");
    await on.setAlarm(alarm, "ALARM");
    expect(await on.bench.receiveAll(queue)).to.have.lengthOf(1);
  });

  describe("by a schedule", () => {
    const group = `arn:aws:scheduler:${REGION}:${ACCOUNT_ID}:schedule-group/default`;
    const service = "scheduler.amazonaws.com";

    it("needs, when it is created, a role that trusts its schedule group", async () => {
      const trusts: [object, number][] = [
        [{ service: "lambda.amazonaws.com" }, 400],
        [{ service, ...condition("ArnEquals", "aws:SourceArn", `${group}-other`) }, 400],
        [{ service, ...condition("StringEquals", "aws:SourceAccount", STRANGER) }, 400],
        [{ service, ...condition("ArnEquals", "aws:SourceArn", group) }, 200],
      ];
      for (const [trust, status] of trusts) {
        const role = await on.bench.createRole(`trust-${on.next()}`, trust as { service: string });
        const answer = await createSchedule(role, `arn:aws:sqs:${REGION}:${ACCOUNT_ID}:any`);
        expect(answer.status, answer.body).to.equal(status);
        if (status === 400)
          expect(answer.body).to.include("must allow AWS EventBridge Scheduler to assume the role");
      }
      const missing = await createSchedule(`arn:aws:iam::${ACCOUNT_ID}:role/missing`, group);
      expect(missing.error).to.equal("ValidationException");
    });

    it("needs, when it fires, a role that may call the target", async () => {
      const [queue, letters] = [
        await on.bench.createQueue("by-schedule"),
        await on.bench.createQueue("by-schedule-letters"),
      ];
      const { arn } = await on.createFunction();
      const role = await on.bench.createRole("schedules", { service, actions: "sqs:SendMessage" });
      const DeadLetterConfig = { Arn: letters.arn };
      await createSchedule(role, arn, { DeadLetterConfig, RetryPolicy: { MaximumRetryAttempts: 0 } });
      await createSchedule(role, queue.arn);
      const [letter] = await on.messages(letters);
      expect(letter?.MessageAttributes?.ERROR_CODE?.StringValue).to.equal("AccessDeniedException");
      expect(letter?.MessageAttributes?.ERROR_MESSAGE?.StringValue).to.include("lambda:InvokeFunction");
      expect(await on.messages(queue)).to.have.lengthOf(1);
    });

    const condition = (...parts: [string, string, string]) => ({ condition: when(...parts).Condition });

    function createSchedule(RoleArn: string, Arn: string, parts: object = {}) {
      const body = {
        ScheduleExpression: "at(2020-01-01T00:00:00)",
        FlexibleTimeWindow: { Mode: "OFF" },
        Target: { Arn, RoleArn, Input: "{}", ...parts },
      };
      return on.bench.request("scheduler", { path: `/schedules/schedule-${on.next()}`, body });
    }
  });
});
