import type { Given } from "../../../../cost/analyzer";
import { SCHEDULE } from "../fixtures";
import { allow, type Arns, deadLetters, failures, lambda } from "./parts";

export type Program = (arns: Arns) => Given[];

export const READ = ["dynamodb:GetItem", "dynamodb:Query"];
export const WRITE = ["dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"];
export const schedule = (arns: Arns, props: object = {}): Given => ({
  type: SCHEDULE,
  name: "daily",
  props: {
    scheduleExpression: "cron(0 3 * * ? *)",
    target: { arn: arns("lambda", "function:worker"), roleArn: arns("iam", "role/scheduler") },
    ...props,
  },
  dependsOn: { target: ["worker", "scheduler"] },
});
export const worker = (arns: Arns, statements: object[] = []): Given[] => [
  ...failures(arns),
  ...lambda(
    arns,
    "worker",
    [allow("sqs:SendMessage", arns("sqs", "failures")), ...statements],
    deadLetters(arns),
  ),
];
export const subscription = (arns: Arns, protocol: string, endpoint: string, to: string): Given => ({
  type: "aws:sns/topicSubscription:TopicSubscription",
  name: `to-${to}`,
  props: { topic: arns("sns", "news"), protocol, endpoint },
  dependsOn: { topic: ["news"], endpoint: [to] },
});
export const rule = (
  arns: Arns,
  props: object,
  target = "worker",
  arn = arns("lambda", "function:worker"),
): Given[] => [
  {
    type: "aws:cloudwatch/eventRule:EventRule",
    name: "rule",
    props: { name: "rule", arn: arns("events", "rule/rule"), ...props },
  },
  {
    type: "aws:cloudwatch/eventTarget:EventTarget",
    name: "target",
    props: { rule: "rule", arn },
    dependsOn: { rule: ["rule"], arn: [target] },
  },
];
