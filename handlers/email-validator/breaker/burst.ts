import { dayAt, hourAt, HOUR_MS, type LoginHistory, PAST_DAYS, type Sighting, type Volume } from "./history";
import type { Thresholds } from "./thresholds";
import type { BurstVerdict } from "./verdict";

/** On fewer days with mail, nobody knows what is usual. */
const MIN_DAYS = 3;

/** A network is still new on the day after its first mail: an attack may begin shortly before midnight. */
const NEW_DAYS = 1;

/**
 * Hours whose volume alone may be a burst: this one, and the one before, whose last mail may not have been examined. A
 * login that sent on fewer than three days of the last fourteen has no usual volume: then there are none.
 */
export function suspectHours(volume: Volume, now: number, thresholds: Thresholds): number[] {
  const current = hourAt(now);
  return [current, current - 1].filter(hour => {
    const sent = volume.sentByHour.get(hour) ?? 0;
    if (!isAbove(sent, 0, thresholds) || hour < hourAt(volume.since)) return false;
    const usual = usualVolume(volume, hour);
    return usual !== undefined && isAbove(sent, usual, thresholds);
  });
}

/**
 * An hour in which the login sent far more than usual, from networks that it had not used before. More mail than usual
 * from where it always sends is a campaign; a little mail from a new network is somebody who travels.
 */
export function burstIn(
  history: LoginHistory,
  now: number,
  thresholds: Thresholds,
): BurstVerdict | undefined {
  const { burst, since } = history;
  if (burst === undefined) return undefined;
  for (const hour of suspectHours(history, now, thresholds)) {
    const known = knownNetworks(burst.sightings, hour);
    const usual = usualVolume(history, hour);
    if (usual === undefined || known === undefined || burst.firstHour > hour - 24 * PAST_DAYS) continue;
    const messages = burst.messages.filter(
      ({ at, network }) => hourAt(at) === hour && at >= since && network !== undefined && !known.has(network),
    );
    const recipients = messages.reduce((sum, message) => sum + message.recipients, 0);
    if (!isAbove(recipients, usual, thresholds)) continue;
    const networks = new Set(messages.map(({ network }) => network)).size;
    const lastAt = Math.max(...messages.map(({ at }) => at));
    return { rule: "burst", hour, recipients, networks, usual, lastAt };
  }
  return undefined;
}

function isAbove(recipients: number, usual: number, { minRecipients, burstFactor }: Thresholds): boolean {
  return recipients >= Math.max(1, minRecipients) && recipients > burstFactor * usual;
}

/**
 * The 95th percentile (nearest rank) of the hours with mail in the fourteen days that ended 24 hours before: an attack
 * does not become usual while it goes on. Hours without mail do not count, or every newsletter would be a burst.
 *
 * @returns undefined if there is mail on too few days
 */
function usualVolume({ sentByHour }: Volume, hour: number): number | undefined {
  const volumes: number[] = [];
  const days = new Set<number>();
  for (let past = hour - 24 * (PAST_DAYS + 1); past < hour - 24; past++) {
    const sent = sentByHour.get(past) ?? 0;
    if (sent === 0) continue;
    volumes.push(sent);
    days.add(dayAt(past * HOUR_MS));
  }
  if (days.size < MIN_DAYS) return undefined;
  volumes.sort((a, b) => a - b);
  return volumes[Math.ceil(volumes.length * 0.95) - 1];
}

/** @returns undefined if too little is known about where the login sends from */
function knownNetworks(sightings: readonly Sighting[], hour: number): Set<string> | undefined {
  const today = dayAt(hour * HOUR_MS);
  const past = sightings.filter(({ day }) => day < today - NEW_DAYS && day >= today - NEW_DAYS - PAST_DAYS);
  if (new Set(past.map(({ day }) => day)).size < MIN_DAYS) return undefined;
  return new Set(past.map(({ network }) => network));
}
