import type { PriceKey } from "../catalogue/prices";
import { monthlyInvocations } from "../cost/schedules";
import { valueAt } from "../resource/path";
import { ofType, referred } from "../resource/references";
import type { StackResource } from "../resource/resource";

/** What wakes functions while nobody sends: a schedule, or a rule with one. */
const TIMERS: Readonly<Record<string, { when: string; target: string }>> = {
  "aws:scheduler/schedule:Schedule": { when: "scheduleExpression", target: "target.arn" },
};

interface Work {
  readonly key: PriceKey;
  readonly quantity: number;
  readonly open: readonly [];
}

/** The requests and GB-seconds of scheduled functions, each run taken at its full timeout: the honest upper bound. */
export function scheduledWork(resources: readonly StackResource[]): Work[] {
  const runs = [...resources.flatMap(resource => timerRuns(resource, resources)), ...ruleRuns(resources)];
  const requests = runs.reduce((sum, { times }) => sum + times, 0);
  const seconds = runs.reduce((sum, { times, fn }) => sum + times * gigabyteSeconds(fn), 0);
  return [
    { key: "lambda-requests", quantity: requests, open: [] },
    { key: "lambda-gb-seconds", quantity: seconds, open: [] },
  ];
}

interface Run {
  readonly times: number;
  readonly fn: StackResource;
}

function timerRuns(resource: StackResource, all: readonly StackResource[]): Run[] {
  const timer = TIMERS[resource.type];
  if (timer === undefined) return [];
  const times = monthlyInvocations(resource.props[timer.when]) ?? 0;
  return functions(referred(resource, timer.target, all)).map(fn => ({ times, fn }));
}

function ruleRuns(all: readonly StackResource[]): Run[] {
  return ofType(all, "aws:cloudwatch/eventTarget:EventTarget").flatMap(target => {
    const rule = ofType(referred(target, "rule", all), "aws:cloudwatch/eventRule:EventRule")[0];
    const times = monthlyInvocations(rule?.props["scheduleExpression"]) ?? 0;
    return functions(referred(target, "arn", all)).map(fn => ({ times, fn }));
  });
}

function functions(resources: readonly StackResource[]): StackResource[] {
  return ofType(resources, "aws:lambda/function:Function");
}

function gigabyteSeconds(fn: StackResource): number {
  const memory = Number(valueAt(fn.props, "memorySize") ?? 128);
  const timeout = Number(valueAt(fn.props, "timeout") ?? 3);
  return (memory / 1024) * timeout;
}
