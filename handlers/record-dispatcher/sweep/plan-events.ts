import { inEvents, type ManagerEvent } from "../../shared/manager-event";
import { type Finding, FINDINGS } from "./finding";

/** An event for the manager. */
export interface PlannedEvent {
  event: ManagerEvent;
  /** When it is sent, in milliseconds since 1970; undefined for at once. */
  at: number | undefined;
}

const MINUTE_MS = 60_000;

/**
 * The events that make the manager repair the findings. Those that stop a login are sent first, at once, in events of
 * their own. The others follow at one event a minute, so that a large sweep never uses up the account's concurrency.
 * Findings with a time of their own are sent then.
 *
 * @param consent whether a person has consented to the repairs that need it
 */
export function planEvents(
  findings: readonly Finding[],
  consent: boolean,
  correlationId: string,
  now: number,
): PlannedEvent[] {
  const repairable = findings.filter(({ kind, username }) => username !== "" && mayRepair(kind, consent));
  const stopping = names(repairable.filter(({ stops }) => stops));
  const soon = names(
    repairable.filter(({ stops, at }) => !stops && at === undefined),
    stopping,
  );
  const timed = new Map<number, string[]>();
  const planned = new Set([...stopping, ...soon]);
  for (const { username, at } of repairable) {
    if (at === undefined || planned.has(username)) continue;
    planned.add(username);
    const minute = Math.ceil(at / MINUTE_MS) * MINUTE_MS;
    timed.set(minute, [...(timed.get(minute) ?? []), username]);
  }
  const event = (usernames: string[]): ManagerEvent => ({
    usernames,
    cause: "sweep",
    correlationId,
    retryCount: 0,
  });
  return [
    ...chunks(stopping).map(usernames => ({ event: event(usernames), at: undefined })),
    ...chunks(soon).map((usernames, index) => ({
      event: event(usernames),
      at: index === 0 ? undefined : now + index * MINUTE_MS,
    })),
    ...[...timed].flatMap(([at, usernames]) =>
      chunks(usernames).map((part, index) => ({ event: event(part), at: at + index * MINUTE_MS })),
    ),
  ];
}

function mayRepair(kind: Finding["kind"], consent: boolean): boolean {
  const { repaired } = FINDINGS[kind];
  return repaired === "itself" || (repaired === "consent" && consent);
}

function names(findings: readonly Finding[], without: readonly string[] = []): string[] {
  const all = new Set(findings.map(({ username }) => username));
  return [...all].filter(username => !without.includes(username));
}

/** A sweep is in no hurry: it leaves room for changes of records, in Lambda and in IAM. */
const MAX_PER_MINUTE = 25;

function chunks(usernames: readonly string[]): string[][] {
  const parts = inEvents(
    usernames.map(username => ({ username })),
    MAX_PER_MINUTE,
  );
  return parts.map(part => part.map(({ username }) => username));
}
