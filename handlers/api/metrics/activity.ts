import type { Counts } from "../../email-events/models";

/** What SES reports only where the setting `engagementEvents` asks for it. */
const ENGAGEMENT = {
  open: "opened_messages",
  click: "clicks",
  subscription: "subscriptions",
} as const satisfies Record<string, keyof Counts>;

export type EngagementEvent = keyof typeof ENGAGEMENT;

export function isEngagementEvent(name: string): name is EngagementEvent {
  return Object.hasOwn(ENGAGEMENT, name);
}

type Engagement = Partial<Record<(typeof ENGAGEMENT)[EngagementEvent], number>>;

/**
 * What became of mail besides deliveries, bounces and complaints. A zero says that nobody opened a message, so what SES is
 * not asked for is left out.
 *
 * @param requested what SES is asked for
 */
export function activityOf(
  counts: Counts,
  requested: readonly EngagementEvent[],
): { delayed: number } & Engagement {
  const engagement: Engagement = Object.fromEntries(
    requested.map(event => [ENGAGEMENT[event], counts[ENGAGEMENT[event]]]),
  );
  return { delayed: counts.delayed, ...engagement };
}
