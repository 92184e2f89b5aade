import type { PriceKey } from "../catalog/prices";
import type { Count } from "./count";
import { memoryGigabytes, timeoutSeconds } from "./function-size";
import { monthlyInvocations } from "./schedules";
import { isGiven } from "../resource/path";
import { ofType, referred } from "../resource/references";
import { functionsStarted } from "../work/graph";
import type { StackResource } from "../resource/resource";

const RULE = "aws:cloudwatch/eventRule:EventRule";

/** What invokes functions while the stack is idle: a schedule, or a rule with one. */
const TIMERS: Readonly<Record<string, { when: string; target: string }>> = {
  "aws:scheduler/schedule:Schedule": { when: "scheduleExpression", target: "target.arn" },
};

/** The requests and GB-seconds of scheduled functions, an upper bound that assumes every run takes its full timeout. */
export function scheduledWork(resources: readonly StackResource[]): Count[] {
  const runs = [...resources.flatMap(resource => timerRuns(resource, resources)), ...ruleRuns(resources)];
  return [
    { ...count("lambda-requests", runs, ({ times }) => times), open: unreadableRules(resources) },
    count("lambda-gb-seconds", runs, ({ times, fn }) => times * memoryGigabytes(fn) * timeoutSeconds(fn)),
  ];
}

function count(key: PriceKey, runs: readonly Run[], units: (run: Run) => number): Count {
  const by = runs.map(run => ({ resource: run.fn, quantity: units(run) }));
  return { key, quantity: by.reduce((sum, { quantity }) => sum + quantity, 0), by, open: [] };
}

/** Scheduler's are reported where its invocations are counted. */
function unreadableRules(all: readonly StackResource[]): Count["open"] {
  return ofType(all, RULE)
    .filter(({ props }) => isGiven(props, "scheduleExpression"))
    .filter(({ props }) => monthlyInvocations(props["scheduleExpression"]) === undefined)
    .map(resource => ({ resource, property: "scheduleExpression" }));
}

interface Run {
  readonly times: number;
  readonly fn: StackResource;
}

function timerRuns(resource: StackResource, all: readonly StackResource[]): Run[] {
  const timer = TIMERS[resource.type];
  if (timer === undefined) return [];
  const times = monthlyInvocations(resource.props[timer.when]) ?? 0;
  return functionsStarted(referred(resource, timer.target, all), all).map(fn => ({ times, fn }));
}

function ruleRuns(all: readonly StackResource[]): Run[] {
  return ofType(all, "aws:cloudwatch/eventTarget:EventTarget").flatMap(target => {
    const rule = ofType(referred(target, "rule", all), RULE)[0];
    const times = monthlyInvocations(rule?.props["scheduleExpression"]) ?? 0;
    return functionsStarted(referred(target, "arn", all), all).map(fn => ({ times, fn }));
  });
}
