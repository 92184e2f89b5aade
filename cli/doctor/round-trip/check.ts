import { roundTripSender } from "../../../records/round-trip";
import { destinationProblem, type EventTargets, type WantedEvent } from "../account/configuration-set";
import type { SesObserver } from "../account/observe";
import { type Check, check } from "../findings/run";
import { eventLinks, type Link, observeEventPath } from "../stack/event-path";
import { judgeFunctions } from "../stack/functions";
import type { StackObserver } from "../stack/observe";
import type { Courier } from "./courier";
import { judgeTrip } from "./judge";
import { type Leg, LEGS, makeTrip, type Trip } from "./trip";

/** With what a round trip is made and, if an event is missing, its way looked at. */
export interface RoundTripSources {
  courier: Courier;
  ses: Pick<SesObserver, "destinations">;
  aws: Pick<
    StackObserver,
    "subscriptions" | "topicPolicy" | "subscription" | "functionPolicy" | "functionState"
  >;
}

export interface RoundTripTargets extends EventTargets {
  /** The stack's first. */
  domain: string;
  recorderFunctionName: string;
}

export interface RoundTripOptions {
  /** How long to wait for the events. */
  maxMs: number;
  now: () => number;
  /** Called with what was measured, if AWS let the trip be made. */
  onTrip: (trip: Trip) => void;
}

/** Besides the wait: to send two messages, and to look at the way of what is missing. */
const MAX_REST_MS = 60_000;

/** The one check that changes something: it sends two messages to SES's mailbox simulator. */
export function roundTripCheck(
  sources: RoundTripSources,
  targets: RoundTripTargets,
  { maxMs, now, onTrip }: RoundTripOptions,
): Check {
  const { domain, configurationSetName: configurationSet } = targets;
  const from = roundTripSender(domain);
  const clock = () => performance.now();
  const observe = async () => {
    const trip = await makeTrip(sources.courier, { from, configurationSet, maxMs, clock, now });
    onTrip(trip);
    const missing = trip.refusal === undefined ? LEGS.filter(leg => trip.recorded[leg] === undefined) : [];
    const ways = await Promise.all(missing.map(async leg => [leg, await wayOf(leg, sources, targets)]));
    return { trip, from, ways: Object.fromEntries(ways) as Partial<Record<Leg, Link[]>> };
  };
  return { ...check("round-trip", "round trip", observe, judgeTrip), maxMs: maxMs + MAX_REST_MS };
}

const EVENT_TYPES: Readonly<Record<Leg, WantedEvent>> = {
  bounce: "BOUNCE",
  complaint: "COMPLAINT",
  send: "SEND",
};

/** The links between SES and the recorder, as they are set up. */
async function wayOf(leg: Leg, { ses, aws }: RoundTripSources, targets: RoundTripTargets): Promise<Link[]> {
  const { configurationSetName, recorderFunctionName: recorder } = targets;
  const destinations = await ses.destinations(configurationSetName);
  const leaving: Link = {
    works: `the configuration set ${configurationSetName} reports the event`,
    problem: destinationProblem(destinations, targets, EVENT_TYPES[leg]),
  };
  const [stopped] = judgeFunctions([[recorder, await aws.functionState(recorder)]]);
  const running: Link = {
    works: `the function ${recorder} may run`,
    problem: stopped?.what,
    remedy: stopped?.remedy,
  };
  if (leg === "send") return [leaving, running];
  const what = leg === "bounce" ? "bounces" : "complaints";
  const topicArn = leg === "bounce" ? targets.bounceTopicArn : targets.complaintTopicArn;
  const path = await observeEventPath(aws, topicArn, recorder);
  return [leaving, ...eventLinks(path, { what, recorder, configurationSetName }), running];
}
