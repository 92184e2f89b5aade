import { UpdateAssumeRolePolicyCommand } from "@aws-sdk/client-iam";
import { AddPermissionCommand } from "@aws-sdk/client-lambda";
import {
  CreateTopicCommand,
  PublishCommand,
  SetTopicAttributesCommand,
  SubscribeCommand,
} from "@aws-sdk/client-sns";
import { SetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import { expect } from "chai";

import { openWorkbench, type Queue } from "./workbench";
import { ACCOUNT_ID, REGION } from "../../../sandbox/shared/account";
import { pollUntil } from "../../../sandbox/shared/poll";

const HANDLER = `
exports.handler = async event => {
  console.log("invoked " + JSON.stringify(event.Records?.[0].Sns.Message ?? event.detail?.text ?? event.rawPath));
  return { statusCode: 200, body: "served" };
};`;

/** Allows for a cold start on a busy machine. */
const BOUND_MS = 60_000;

export const STRANGER = "999999999999";

export type Deliveries = Awaited<ReturnType<typeof openDeliveries>>;

/** An emulator and the steps of the tests of delivery policies. Schedules are due 120 times as fast. */
export async function openDeliveries() {
  const bench = await openWorkbench({ SES_SMTP_SCHEDULE_SPEEDUP: "120" });
  let made = 0;

  return {
    bench,
    /** A new number for each call. */
    next: () => ++made,
    createTopic,
    subscribedTopic,
    createFunction,
    createRule,
    putEvent,
    createAlarm,
    setAlarm,
    createApi,
    publish,
    setPolicy,
    setTopicPolicy,
    permit,
    trust,
    invocations,
    messages,
    logged,
  };

  async function createTopic(): Promise<string> {
    const { TopicArn = "" } = await bench.sns.send(new CreateTopicCommand({ Name: `topic-${++made}` }));
    return TopicArn;
  }

  /** A topic with a queue that accepts everything from it. */
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

  /**
   * @param stage further settings of its stage, in the words of the API
   * @param credentialsArn of the role that the integration uses in place of the function's permission
   */
  async function createApi(
    functionArn: string,
    routes: readonly string[],
    stage: object = {},
    credentialsArn?: string,
  ): Promise<string> {
    const { apiId } = await api("/v2/apis", { name: "judged", protocolType: "HTTP" });
    const { integrationId } = await api(`/v2/apis/${apiId}/integrations`, {
      integrationType: "AWS_PROXY",
      integrationUri: functionArn,
      payloadFormatVersion: "2.0",
      credentialsArn,
    });
    for (const routeKey of routes)
      await api(`/v2/apis/${apiId}/routes`, { routeKey, target: `integrations/${integrationId}` });
    await api(`/v2/apis/${apiId}/stages`, { stageName: "$default", autoDeploy: true, ...stage });
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

  /** Replaces a role's trust policy. */
  function trust(RoleName: string, Service: string) {
    const statement = { Effect: "Allow", Principal: { Service }, Action: "sts:AssumeRole" };
    const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
    return bench.iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument }));
  }

  /** What the function was invoked with, at least once. */
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
}

export const ruleArn = (name: string) => `arn:aws:events:${REGION}:${ACCOUNT_ID}:rule/${name}`;

export const alarmArn = (name: string) => `arn:aws:cloudwatch:${REGION}:${ACCOUNT_ID}:alarm:${name}`;

export function when(operator: string, key: string, value: string | string[]) {
  return { Condition: { [operator]: { [key]: value } } };
}

/** Allows a service for one source. */
export function statement(service: string, Resource: string, source: string): object {
  const Action = Resource.includes(":sns:") ? "sns:Publish" : "sqs:SendMessage";
  return {
    Effect: "Allow",
    Principal: { Service: service },
    Action,
    Resource,
    ...when("ArnEquals", "aws:SourceArn", source),
  };
}
