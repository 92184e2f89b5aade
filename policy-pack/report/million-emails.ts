import type { Price, PriceKey, Prices } from "../catalog/prices";
import { memoryGigabytes } from "../cost/function-size";
import { follow, valueAt } from "../resource/path";
import { ofType, referred } from "../resource/references";
import type { StackResource } from "../resource/resource";
import { dollars, type EmailCost, unitPrice } from "./item";

const EMAILS = 1_000_000;

/** Events of each type per email; higher than usual, so that the figure is not too low. */
const EVENTS_PER_EMAIL: Readonly<Record<string, number>> = {
  SEND: 1,
  DELIVERY: 1,
  BOUNCE: 0.05,
  COMPLAINT: 0.001,
  REJECT: 0.001,
  DELIVERY_DELAY: 0.05,
  OPEN: 1,
  CLICK: 1,
  RENDERING_FAILURE: 0,
  SUBSCRIPTION: 0.001,
};

/** Assumptions about handling one event, stated in docs/cost.md. */
const SECONDS_PER_EVENT = 0.1;
const WRITES_PER_EVENT = 2;
const LOG_GIGABYTES_PER_EVENT = 0.000_001;
const TRACED_SHARE = 0.05;

/** The cost of one million emails at list price, from the events the stack requests from SES and the functions they invoke. */
export function millionEmails(resources: readonly StackResource[], prices: Prices): EmailCost[] {
  const destinations = ofType(
    resources,
    "aws:sesv2/configurationSetEventDestination:ConfigurationSetEventDestination",
  ).map(destination => eventsOf(destination, resources));
  const publishes = EMAILS * total(destinations.map(({ toTopic }) => toTopic));
  const handled = destinations.flatMap(({ handled }) => handled);
  const invocations = EMAILS * total(handled.map(({ events }) => events));
  const traced = EMAILS * total(handled.filter(({ fn }) => isTraced(fn)).map(({ events }) => events));
  const seconds =
    EMAILS * SECONDS_PER_EVENT * total(handled.map(({ events, fn }) => events * memoryGigabytes(fn)));
  const parts: [PriceKey, number, string][] = [
    [
      "ses-essentials",
      EMAILS,
      `default plan for new accounts; $${cost(prices["ses-a-la-carte"], EMAILS).toFixed(2)} on the older pricing`,
    ],
    ["sns-publishes", publishes, "events SES publishes to topics"],
    ["lambda-requests", invocations, "events handled by functions"],
    ["lambda-gb-seconds", seconds, `assuming ${SECONDS_PER_EVENT} s per event`],
    ["dynamodb-writes", invocations * WRITES_PER_EVENT, `assuming ${WRITES_PER_EVENT} writes per event`],
    ["log-gigabytes", invocations * LOG_GIGABYTES_PER_EVENT, "assuming 1 KB per event"],
    ["xray-traces", traced * TRACED_SHARE, "assuming 5% of events traced"],
  ];
  return parts
    .filter(([, quantity]) => quantity > 0)
    .map(([key, quantity, note]) => item(prices[key], quantity, note));
}

function isTraced({ props }: StackResource): boolean {
  return valueAt(props, "tracingConfig.mode") === "Active";
}

interface Events {
  /** Events per email published to a topic, which charges for each. */
  readonly toTopic: number;
  readonly handled: readonly { readonly fn: StackResource; readonly events: number }[];
}

function eventsOf(destination: StackResource, all: readonly StackResource[]): Events {
  const types = follow(destination.props, "eventDestination.matchingEventTypes[]").values;
  const events = total(types.map(type => EVENTS_PER_EMAIL[String(type)] ?? 1));
  const targets = destination.propertyDependencies["eventDestination"] ?? [];
  const topics = ofType(targets, "aws:sns/topic:Topic");
  const subscribers = ofType(all, "aws:sns/topicSubscription:TopicSubscription")
    .filter(subscription => referred(subscription, "topic", all).some(topic => topics.includes(topic)))
    .flatMap(subscription => ofType(referred(subscription, "endpoint", all), "aws:lambda/function:Function"));
  const toBus = valueAt(destination.props, "eventDestination.eventBridgeDestination") !== undefined;
  const listeners = toBus ? sesRuleTargets(all) : [];
  return {
    toTopic: topics.length * events,
    handled: [...subscribers, ...listeners].map(fn => ({ fn, events })),
  };
}

/** Functions behind rules without a schedule, assumed to receive every event, whatever the rule's pattern excludes. */
function sesRuleTargets(all: readonly StackResource[]): StackResource[] {
  return ofType(all, "aws:cloudwatch/eventTarget:EventTarget").flatMap(target => {
    const rule = ofType(referred(target, "rule", all), "aws:cloudwatch/eventRule:EventRule")[0];
    return rule?.props["eventPattern"] === undefined
      ? []
      : ofType(referred(target, "arn", all), "aws:lambda/function:Function");
  });
}

function item(price: Price, quantity: number, note: string): EmailCost {
  const { unit, usd = 0, per, evidence, checked } = price;
  return {
    name: price.key,
    quantity: Math.ceil(quantity),
    unit,
    unitPrice: `${unitPrice(usd)} per ${per.toLocaleString("en-US")}`,
    usd: cost(price, quantity),
    evidence,
    checked,
    note,
  };
}

function cost({ usd = 0, per }: Price, quantity: number): number {
  return dollars((quantity * usd) / per);
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
