import { type Detail, error } from "../findings/finding";
import type { Link } from "../stack/event-path";
import { EVENT_NAMES, type Leg, LEGS, messageId, type Trip } from "./trip";

/** A trip, and what is known of the way that its missing events should have taken. */
export interface ObservedTrip {
  trip: Trip;
  from: string;
  /** In the order in which an event passes them; only of events that were not recorded. */
  ways: Partial<Record<Leg, readonly Link[]>>;
}

/** Why an event that is not recorded matters. */
const WHY: Readonly<Record<Leg, string>> = {
  bounce: "Addresses that bounce are not suppressed, no alert is sent, and no report shows them.",
  complaint:
    "Addresses of people who complain are not suppressed, no alert is sent, and no report shows them.",
  send: "Counts, rates and the validator do not see the mail of logins.",
};

const DEPLOY = "Run `pulumi refresh` and `pulumi up`, then `ses-smtp doctor --round-trip` again.";

/** The rule's state is all that nothing else here looks at. */
const RULE =
  "See whether the EventBridge rule smtp-events is enabled (`aws events list-rules --name-prefix smtp-events`).";

const LOG =
  "Run `ses-smtp failures list`, and look for errors in the log of smtp-feedback-recorder (output logGroupNames).";

export function judgeTrip({ trip, from, ways }: ObservedTrip): Detail[] {
  if (trip.refusal !== undefined)
    return [
      error(
        `SES does not accept mail from ${from}: ${trip.refusal.replace(/\.$/, "")}; no link was seen working`,
        "Mail of logins with addresses of this domain is probably not accepted either.",
        "Follow the findings about the account, the identity and the configuration set, and run `ses-smtp doctor --round-trip` again.",
      ),
    ];
  return LEGS.filter(leg => trip.recorded[leg] === undefined).map(leg => missing(leg, trip, ways[leg] ?? []));
}

function missing(leg: Leg, trip: Trip, way: readonly Link[]): Detail {
  const links: Link[] = [{ works: "SES accepted the message" }, ...way, ...recorderLinks(leg, trip)];
  const broken = links.find(({ problem }) => problem !== undefined);
  const last = links[(broken === undefined ? links.length : links.indexOf(broken)) - 1];
  return error(
    `${EVENT_NAMES[leg]} of message ${messageId(trip, leg)} was not recorded within ${Math.round(trip.waitedMs / 1_000)} s; the last link seen working: ${last?.works}${broken === undefined ? "" : `; the next: ${broken.problem}`}`,
    WHY[leg],
    broken === undefined ? `${leg === "send" ? `${RULE} ${DEPLOY} ` : ""}${LOG}` : (broken.remedy ?? DEPLOY),
  );
}

/** What the table shows of the recorder's work. */
function recorderLinks(leg: Leg, { begun, recorded }: Trip): Link[] {
  if (begun.includes(leg)) return [{ works: "the recorder has begun to record it" }];
  const others = LEGS.filter(each => recorded[each] !== undefined).map(each => EVENT_NAMES[each]);
  return others.length === 0 ? [] : [{ works: `the recorder has recorded ${others.join(" and ")}` }];
}
