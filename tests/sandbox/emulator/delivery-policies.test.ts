import { AddPermissionCommand, RemovePermissionCommand } from "@aws-sdk/client-lambda";
import {
  CreateTopicCommand,
  PublishCommand,
  SetTopicAttributesCommand,
  SubscribeCommand,
} from "@aws-sdk/client-sns";
import { SetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import { expect } from "chai";

import { ACCOUNT_ID, REGION } from "../../../sandbox/shared/account";
import { pollUntil } from "../../../sandbox/shared/poll";
import { openWorkbench, type Queue, type Workbench } from "../../support/emulator/workbench";

const HANDLER = `
exports.handler = async event => {
  console.log("invoked " + JSON.stringify(event.Records?.[0].Sns.Message ?? event.detail?.text ?? event.rawPath));
  return { statusCode: 200, body: "served" };
};`;

const BOUND_MS = 15_000;
const STRANGER = "999999999999";

describe("a delivery inside the emulator", function () {
  this.timeout(60_000);
  let bench: Workbench;
  let made = 0;

  before(async () => {
    bench = await openWorkbench({ SES_SMTP_SCHEDULE_SPEEDUP: "120" });
  });
  after(() => bench?.close());

  describe("by SNS to a queue", () => {
    let topic: string;
    let queue: Queue;

    before(async () => {
      topic = await createTopic();
      queue = await bench.createQueue("judged");
      await bench.sns.send(new SubscribeCommand({ TopicArn: topic, Protocol: "sqs", Endpoint: queue.arn }));
    });

    it("needs a policy", async () => {
      expect(await delivered()).to.equal(false);
      expect(await bench.log()).to.include(
        `Not delivered: the policy of ${queue.arn} does not allow sqs:SendMessage to sns.amazonaws.com for ${topic}`,
      );
    });

    const otherTopic = `arn:aws:sns:${REGION}:${ACCOUNT_ID}:other`;
    const principal = { Principal: { Service: "sns.amazonaws.com" } };
    /** What is said of the statement, its parts beside Allow, SendMessage and the queue, and what comes of it. */
    const statements: [string, object | (() => object), boolean][] = [
      ["SNS", principal, true],
      [
        "SNS among other services",
        { Principal: { Service: ["s3.amazonaws.com", "sns.amazonaws.com"] } },
        true,
      ],
      ["everyone", { Principal: "*" }, true],
      ["every AWS principal", { Principal: { AWS: "*" } }, true],
      ["another service", { Principal: { Service: "events.amazonaws.com" } }, false],
      ["the account, which is not SNS", { Principal: { AWS: `arn:aws:iam::${ACCOUNT_ID}:root` } }, false],
      ["all but a user", { NotPrincipal: { AWS: `arn:aws:iam::${ACCOUNT_ID}:user/a` } }, true],
      ["every action", { ...principal, Action: "SQS:*" }, true],
      ["another action", { ...principal, Action: "sqs:ReceiveMessage" }, false],
      ["all but that action", { ...principal, Action: undefined, NotAction: "sqs:SendMessage" }, false],
      ["another queue", { ...principal, Resource: `arn:aws:sqs:${REGION}:${ACCOUNT_ID}:other` }, false],
      ["that topic", () => ({ ...principal, ...when("ArnEquals", "aws:SourceArn", topic) }), true],
      ["another topic", { ...principal, ...when("ArnEquals", "aws:SourceArn", otherTopic) }, false],
      [
        "either topic",
        () => ({ ...principal, ...when("ArnLike", "aws:SourceArn", [otherTopic, topic]) }),
        true,
      ],
      [
        "topics of the account",
        { ...principal, ...when("ArnLike", "AWS:SourceArn", `arn:aws:sns:*:${ACCOUNT_ID}:*`) },
        true,
      ],
      [
        "a wildcard across colons",
        { ...principal, ...when("ArnLike", "aws:SourceArn", "arn:aws:sns:*") },
        false,
      ],
      [
        "a string with a wildcard",
        { ...principal, ...when("StringEquals", "aws:SourceArn", "arn:aws:sns:*") },
        false,
      ],
      ["a string like that", { ...principal, ...when("StringLike", "aws:SourceArn", "arn:aws:sns:*") }, true],
      ["the account", { ...principal, ...when("StringEquals", "aws:SourceAccount", ACCOUNT_ID) }, true],
      ["another account", { ...principal, ...when("StringEquals", "aws:SourceAccount", STRANGER) }, false],
      [
        "a key that SNS does not send",
        { ...principal, ...when("StringEquals", "aws:PrincipalArn", "*") },
        false,
      ],
      [
        "that key, if it exists",
        { ...principal, ...when("StringLikeIfExists", "aws:PrincipalArn", "a") },
        true,
      ],
      ["that key's absence", { ...principal, ...when("Null", "aws:PrincipalArn", "true") }, true],
      [
        "a service that comes by TLS",
        { Principal: "*", ...when("Bool", "aws:SecureTransport", "true") },
        true,
      ],
      [
        "two conditions, of which one fails",
        () => ({
          ...principal,
          Condition: {
            ...when("ArnEquals", "aws:SourceArn", topic).Condition,
            ...when("StringEquals", "aws:SourceAccount", STRANGER).Condition,
          },
        }),
        false,
      ],
    ];
    for (const [what, parts, expected] of statements) {
      it(`${expected ? "comes" : "does not come"} where the policy allows ${what}`, async () => {
        await allow([typeof parts === "function" ? parts() : parts]);
        expect(await delivered()).to.equal(expected);
      });
    }

    it("does not come where one statement allows and one denies it", async () => {
      const denied = { Effect: "Deny", ...principal, ...when("ArnNotEquals", "aws:SourceArn", otherTopic) };
      await allow([principal, denied]);
      expect(await delivered()).to.equal(false);
    });

    it("comes where it denies what is not by TLS, as AWS recommends", async () => {
      const plain = { Effect: "Deny", Principal: "*", ...when("Bool", "aws:SecureTransport", "false") };
      await allow([principal, plain]);
      expect(await delivered()).to.equal(true);
    });

    async function allow(parts: object[]): Promise<void> {
      const whole = { Effect: "Allow", Action: "sqs:SendMessage", Resource: queue.arn };
      const Statement = parts.map(part => ({ ...whole, ...part }));
      await setPolicy(queue, Statement);
    }

    async function delivered(): Promise<boolean> {
      await publish(topic, "judged");
      return (await bench.receiveAll(queue)).length > 0; // SNS delivers before it answers, here
    }
  });

  it("that SNS may not make goes to the subscription's redrive queue, if SNS may send there", async () => {
    const [topic, refused] = [await createTopic(), await bench.createQueue("refused")];
    const letters = await bench.createQueue("redriven");
    await bench.sns.send(
      new SubscribeCommand({
        TopicArn: topic,
        Protocol: "sqs",
        Endpoint: refused.arn,
        Attributes: { RedrivePolicy: JSON.stringify({ deadLetterTargetArn: letters.arn }) },
      }),
    );
    await publish(topic, "lost");
    expect(await bench.receiveAll(letters)).to.deep.equal([]);
    await setPolicy(letters, [statement("sns.amazonaws.com", letters.arn, topic)]);
    await publish(topic, "kept");
    const bodies = (await bench.receiveAll(letters)).map(
      ({ Body = "" }) => JSON.parse(Body) as { Message: string },
    );
    expect(bodies.map(({ Message }) => Message)).to.deep.equal(["kept"]);
    expect(await bench.receiveAll(refused)).to.deep.equal([]);
  });

  it("by SNS to a function needs its permission, for that topic", async () => {
    const [topic, other] = [await createTopic(), await createTopic()];
    const { name, arn } = await createFunction();
    for (const TopicArn of [topic, other])
      await bench.sns.send(new SubscribeCommand({ TopicArn, Protocol: "lambda", Endpoint: arn }));
    await publish(topic, "without permission");
    await logged(
      `the policy of ${arn} does not allow lambda:InvokeFunction to sns.amazonaws.com for ${topic}`,
    );
    await permit(name, "sns.amazonaws.com", topic);
    await publish(other, "from another topic");
    await logged(`for ${other}`);
    await publish(topic, "with permission");
    expect(await invocations(name)).to.deep.equal(["with permission"]);
  });

  it("by EventBridge to a function needs its permission, for that rule", async () => {
    const { name, arn } = await createFunction();
    const [rule, other] = [await createRule(arn), await createRule(arn)];
    await putEvent(rule, "without permission");
    expect(await bench.log()).to.include(
      `the policy of ${arn} does not allow lambda:InvokeFunction to events.amazonaws.com for ${ruleArn(rule)}`,
    );
    await permit(name, "events.amazonaws.com", ruleArn(rule));
    await putEvent(other, "from another rule");
    await putEvent(rule, "with permission");
    expect(await invocations(name)).to.deep.equal(["with permission"]);
  });

  it("by EventBridge to a queue needs its policy; without, it goes to the target's dead-letter queue", async () => {
    const [queue, letters] = [await bench.createQueue("by-rule"), await bench.createQueue("by-rule-letters")];
    const rule = await createRule(queue.arn, { DeadLetterConfig: { Arn: letters.arn } });
    await setPolicy(letters, [statement("events.amazonaws.com", letters.arn, ruleArn(rule))]);
    await putEvent(rule, "refused");
    const [letter] = await bench.receiveAll(letters);
    expect(letter?.Body).to.include("refused");
    expect(letter?.MessageAttributes?.ERROR_CODE?.StringValue).to.equal("NO_PERMISSIONS");
    expect(await bench.receiveAll(queue)).to.deep.equal([]);
    await setPolicy(queue, [statement("events.amazonaws.com", queue.arn, ruleArn(rule))]);
    await putEvent(rule, "allowed");
    expect((await bench.receiveAll(queue)).map(({ Body }) => Body).join()).to.include("allowed");
  });

  it("by EventBridge to a topic needs more than the default policy of the topic", async () => {
    const { topic, queue } = await subscribedTopic();
    const rule = await createRule(topic);
    await putEvent(rule, "refused");
    expect(await bench.receiveAll(queue)).to.deep.equal([]);
    await setTopicPolicy(topic, [statement("events.amazonaws.com", topic, ruleArn(rule))]);
    await putEvent(rule, "allowed");
    expect(await bench.receiveAll(queue)).to.have.lengthOf(1);
  });

  it("by a rule's target with a role needs a role that trusts EventBridge and may send", async () => {
    const queue = await bench.createQueue("by-role");
    for (const [service, actions, count] of [
      ["scheduler.amazonaws.com", "*", 0],
      ["events.amazonaws.com", "sqs:ReceiveMessage", 0],
      ["events.amazonaws.com", "sqs:SendMessage", 1],
    ] as const) {
      const RoleArn = await bench.createRole(`rules-${++made}`, { service, actions });
      await putEvent(await createRule(queue.arn, { RoleArn }), "by role");
      expect(await bench.receiveAll(queue), `${service} ${actions}`).to.have.lengthOf(count);
    }
  });

  it("of an alarm passes the default policy of a topic, and otherwise needs one that names it", async () => {
    const { topic, queue } = await subscribedTopic();
    const alarm = await createAlarm(topic);
    await setAlarm(alarm, "ALARM");
    expect(await bench.receiveAll(queue)).to.have.lengthOf(1);
    await setTopicPolicy(topic, [statement("cloudwatch.amazonaws.com", topic, `${alarmArn(alarm)}-other`)]);
    await setAlarm(alarm, "OK");
    await setAlarm(alarm, "ALARM");
    expect(await bench.receiveAll(queue)).to.deep.equal([]);
    await setTopicPolicy(topic, [statement("cloudwatch.amazonaws.com", topic, alarmArn(alarm))]);
    await setAlarm(alarm, "OK");
    await setAlarm(alarm, "ALARM");
    expect(await bench.receiveAll(queue)).to.have.lengthOf(1);
  });

  describe("by an HTTP API to a function", () => {
    let name: string;
    let api: string;

    before(async () => {
      const created = await createFunction();
      name = created.name;
      api = await createApi(created.arn, ["GET /hello/{who}", "POST /hello/{who}", "$default"]);
    });

    const sources: [string, string, boolean][] = [
      ["every stage and method of the route", "/*/*/hello/{who}", true],
      ["the route's stage and method", "/$default/GET/hello/{who}", true],
      ["the whole API", "/*", true],
      ["another method", "/*/POST/hello/{who}", false],
      ["another path", "/*/*/goodbye", false],
      ["another stage", "/live/*/hello/{who}", false],
      ["the default route", "/*/$default", false],
    ];

    it("answers 500 without a permission, as AWS does", async () => {
      expect(await call("/hello/you")).to.deep.equal({
        status: 500,
        body: '{"message":"Internal Server Error"}',
      });
      expect(await bench.log()).to.include("to apigateway.amazonaws.com for arn:aws:execute-api:");
    });

    for (const [what, source, expected] of sources) {
      it(`${expected ? "invokes it" : "answers 500"} with a permission for ${what}`, async () => {
        await permit(name, "apigateway.amazonaws.com", apiArn(source));
        try {
          expect((await call("/hello/you")).status).to.equal(expected ? 200 : 500);
        } finally {
          await bench.lambda.send(new RemovePermissionCommand({ FunctionName: name, StatementId: "test" }));
        }
      });
    }

    it("knows the default route by its name", async () => {
      await permit(name, "apigateway.amazonaws.com", apiArn("/*/$default"));
      expect(await call("/something/else")).to.deep.equal({ status: 200, body: "served" });
    });

    const apiArn = (source: string) => `arn:aws:execute-api:${REGION}:${ACCOUNT_ID}:${api}${source}`;

    async function call(path: string) {
      const url = `/_aws/execute-api/${api}/$default${path}`;
      const { status, body } = await bench.request("execute-api", { method: "GET", path: url });
      return { status, body };
    }
  });

  describe("by a schedule", () => {
    const group = `arn:aws:scheduler:${REGION}:${ACCOUNT_ID}:schedule-group/default`;
    const service = "scheduler.amazonaws.com";

    it("is refused at its creation without a role that trusts the group", async () => {
      const trusts: [object, number][] = [
        [{ service: "lambda.amazonaws.com" }, 400],
        [{ service, ...condition("ArnEquals", "aws:SourceArn", `${group}-other`) }, 400],
        [{ service, ...condition("StringEquals", "aws:SourceAccount", STRANGER) }, 400],
        [{ service, ...condition("ArnEquals", "aws:SourceArn", group) }, 200],
      ];
      for (const [trust, status] of trusts) {
        const role = await bench.createRole(`trust-${++made}`, trust as { service: string });
        const answer = await createSchedule(role, `arn:aws:sqs:${REGION}:${ACCOUNT_ID}:any`);
        expect(answer.status, answer.body).to.equal(status);
        if (status === 400)
          expect(answer.body).to.include("must allow AWS EventBridge Scheduler to assume the role");
      }
      const missing = await createSchedule(`arn:aws:iam::${ACCOUNT_ID}:role/missing`, group);
      expect(missing.error).to.equal("ValidationException");
    });

    it("needs a role that may call the target, when it fires", async () => {
      const [queue, letters] = [
        await bench.createQueue("by-schedule"),
        await bench.createQueue("by-schedule-letters"),
      ];
      const { arn } = await createFunction();
      const role = await bench.createRole("schedules", { service, actions: "sqs:SendMessage" });
      const DeadLetterConfig = { Arn: letters.arn };
      await createSchedule(role, arn, { DeadLetterConfig, RetryPolicy: { MaximumRetryAttempts: 0 } });
      await createSchedule(role, queue.arn);
      const [letter] = await messages(letters);
      expect(letter?.MessageAttributes?.ERROR_CODE?.StringValue).to.equal("AccessDeniedException");
      expect(letter?.MessageAttributes?.ERROR_MESSAGE?.StringValue).to.include("lambda:InvokeFunction");
      expect(await messages(queue)).to.have.lengthOf(1);
    });

    const condition = (...parts: [string, string, string]) => ({ condition: when(...parts).Condition });

    function createSchedule(RoleArn: string, Arn: string, parts: object = {}) {
      const body = {
        ScheduleExpression: "at(2020-01-01T00:00:00)",
        FlexibleTimeWindow: { Mode: "OFF" },
        Target: { Arn, RoleArn, Input: "{}", ...parts },
      };
      return bench.request("scheduler", { path: `/schedules/schedule-${++made}`, body });
    }
  });

  async function createTopic(): Promise<string> {
    const { TopicArn = "" } = await bench.sns.send(new CreateTopicCommand({ Name: `topic-${++made}` }));
    return TopicArn;
  }

  /** With a queue that takes everything from it. */
  async function subscribedTopic() {
    const topic = await createTopic();
    const queue = await bench.createQueue(`subscribed-${++made}`);
    await setPolicy(queue, [statement("sns.amazonaws.com", queue.arn, topic)]);
    await bench.sns.send(new SubscribeCommand({ TopicArn: topic, Protocol: "sqs", Endpoint: queue.arn }));
    return { topic, queue };
  }

  async function createFunction() {
    const name = `judged-${++made}`;
    return { name, arn: await bench.createFunction(name, HANDLER) };
  }

  async function createRule(target: string, parts: object = {}): Promise<string> {
    const name = `rule-${++made}`;
    await events("PutRule", { Name: name, EventPattern: JSON.stringify({ source: [name] }) });
    await events("PutTargets", { Rule: name, Targets: [{ Id: "1", Arn: target, ...parts }] });
    return name;
  }

  function putEvent(rule: string, text: string): Promise<void> {
    return events("PutEvents", {
      Entries: [{ Source: rule, DetailType: "test", Detail: JSON.stringify({ text }) }],
    });
  }

  async function events(action: string, body: object): Promise<void> {
    const answer = await bench.request("events", { target: `AWSEvents.${action}`, body });
    expect(answer.status, answer.body).to.equal(200);
  }

  async function createAlarm(topic: string): Promise<string> {
    const name = `alarm-${++made}`;
    await alarms("PutMetricAlarm", {
      AlarmName: name,
      AlarmActions: [topic],
      Namespace: "test",
      MetricName: "test",
      Statistic: "Sum",
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: "GreaterThanThreshold",
    });
    return name;
  }

  function setAlarm(name: string, StateValue: string): Promise<void> {
    return alarms("SetAlarmState", { AlarmName: name, StateValue, StateReason: "test" });
  }

  async function alarms(action: string, body: object): Promise<void> {
    const target = `GraniteServiceVersion20100801.${action}`;
    const answer = await bench.request("monitoring", { target, body });
    expect(answer.status, answer.body).to.equal(200);
  }

  async function createApi(functionArn: string, routes: readonly string[]): Promise<string> {
    const { apiId } = await api("/v2/apis", { name: "judged", protocolType: "HTTP" });
    const { integrationId } = await api(`/v2/apis/${apiId}/integrations`, {
      integrationType: "AWS_PROXY",
      integrationUri: functionArn,
      payloadFormatVersion: "2.0",
    });
    for (const routeKey of routes)
      await api(`/v2/apis/${apiId}/routes`, { routeKey, target: `integrations/${integrationId}` });
    await api(`/v2/apis/${apiId}/stages`, { stageName: "$default", autoDeploy: true });
    return apiId ?? "";
  }

  async function api(path: string, body: object): Promise<Record<string, string | undefined>> {
    const answer = await bench.request("apigateway", { path, body });
    expect(answer.status, answer.body).to.equal(201);
    return JSON.parse(answer.body) as Record<string, string | undefined>;
  }

  async function publish(TopicArn: string, Message: string): Promise<void> {
    await bench.sns.send(new PublishCommand({ TopicArn, Message }));
  }

  async function setPolicy({ url }: Queue, Statement: object[]): Promise<void> {
    const Policy = JSON.stringify({ Version: "2012-10-17", Statement });
    await bench.sqs.send(new SetQueueAttributesCommand({ QueueUrl: url, Attributes: { Policy } }));
  }

  async function setTopicPolicy(TopicArn: string, Statement: object[]): Promise<void> {
    const AttributeValue = JSON.stringify({ Version: "2012-10-17", Statement });
    await bench.sns.send(
      new SetTopicAttributesCommand({ TopicArn, AttributeName: "Policy", AttributeValue }),
    );
  }

  function permit(FunctionName: string, Principal: string, SourceArn: string) {
    const Action = "lambda:InvokeFunction";
    return bench.lambda.send(
      new AddPermissionCommand({ FunctionName, Principal, SourceArn, Action, StatementId: "test" }),
    );
  }

  /** What the function was invoked with, once there is anything. */
  function invocations(name: string): Promise<string[]> {
    return pollUntil(`an invocation of ${name}`, BOUND_MS, async () => {
      const seen = await bench.invocations<string>(name);
      return seen.length > 0 ? { done: seen } : { yet: "none" };
    });
  }

  function messages(queue: Queue) {
    return pollUntil(`a message in ${queue.arn}`, BOUND_MS, async () => {
      const found = await bench.receiveAll(queue);
      return found.length > 0 ? { done: found } : { yet: "none" };
    });
  }

  function logged(text: string) {
    return pollUntil(`"${text}" in the emulator's log`, BOUND_MS, async () => {
      const log = await bench.log();
      return log.includes(text) ? { done: undefined } : { yet: log.slice(-500) };
    });
  }
});

const ruleArn = (name: string) => `arn:aws:events:${REGION}:${ACCOUNT_ID}:rule/${name}`;

const alarmArn = (name: string) => `arn:aws:cloudwatch:${REGION}:${ACCOUNT_ID}:alarm:${name}`;

function when(operator: string, key: string, value: string | string[]) {
  return { Condition: { [operator]: { [key]: value } } };
}

/** Lets a service in for one source. */
function statement(service: string, Resource: string, source: string): object {
  const Action = Resource.includes(":sns:") ? "sns:Publish" : "sqs:SendMessage";
  return {
    Effect: "Allow",
    Principal: { Service: service },
    Action,
    Resource,
    ...when("ArnEquals", "aws:SourceArn", source),
  };
}
