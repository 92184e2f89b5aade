import { EVENT_NAMES, type Leg, LEGS, type Trip } from "./trip";

/** Whether a round trip was made, for `--json`; the seconds are those until each event was in the table, null if it was not. */
export type RoundTripReport =
  | { made: false; how: string }
  | { made: true; messages: string[]; recordedSeconds: Record<Leg, number | null> };

/** How it is made, with its policy. */
const HOW = "ses-smtp doctor --round-trip";

export function roundTripReport(trip: Trip | undefined): RoundTripReport {
  if (trip === undefined) return { made: false, how: HOW };
  const seconds = LEGS.map(leg => [leg, secondsOf(trip.recorded[leg])] as const);
  return {
    made: true,
    messages: Object.values(trip.messages),
    recordedSeconds: Object.fromEntries(seconds) as Record<Leg, number | null>,
  };
}

/** For the last lines of what a person reads. */
export function roundTripText(report: RoundTripReport): string {
  if (!report.made)
    return `No mail was sent: \`${HOW}\` sends two messages to SES's mailbox simulator, and waits for their events.`;
  const legs = LEGS.map(leg => {
    const seconds = report.recordedSeconds[leg];
    return `${EVENT_NAMES[leg]} ${seconds === null ? "not recorded" : `after ${seconds} s`}`;
  });
  const count = report.messages.length;
  return `Round trip with ${count} ${count === 1 ? "message" : "messages"} to SES's mailbox simulator: ${legs.join(", ")}.`;
}

/** One decimal. */
function secondsOf(ms: number | undefined): number | null {
  return ms === undefined ? null : Math.round(ms / 100) / 10;
}
