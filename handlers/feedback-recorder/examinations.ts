import { randomUUID } from "node:crypto";
import type { LambdaClient } from "@aws-sdk/client-lambda";
import type { ExamineEvent } from "../shared/examine-event";
import { invokeFunction } from "../shared/invoke-function";
import type { Log } from "../shared/logging/logger";
import { currentScope } from "../shared/logging/scope";

/** So many events are each examined: ten bounces may be enough to stop a login. */
const FIRST = 20;

/** Of more, each of these, and the first after a minute. */
const EVERY = 5;
const EVERY_MS = 60_000;

/** After this time without an event, they are the first ones again. */
const QUIET_MS = 10 * 60_000;

/** In a warm execution environment. */
const MAX_REMEMBERED = 5_000;

interface Seen {
  /** Of the last event. */
  at: number;
  /** Events until there was none for a while. */
  events: number;
  askedAt: number;
  /** Events that nobody asked for. */
  unasked: number;
}

export interface ExaminationPorts {
  lambda: Pick<LambdaClient, "send">;
  /** The validator's name. */
  validator: string;
  now: () => number;
  log: Pick<Log, "warn">;
}

/**
 * Asks `smtp-email-validator` to examine logins whose mail bounced or was complained about: at each of the first twenty
 * events, and of more at each fifth and once a minute. So the last few of very many at once may not be examined until the
 * login sends again. An instance lives as long as the execution environment.
 */
export class Examinations {
  private readonly seen = new Map<string, Seen>();

  constructor(private readonly ports: ExaminationPorts) {}

  /**
   * A request that Lambda does not accept is logged only: the events are recorded, and the next one asks again.
   *
   * @param against a username for each event
   */
  async request(against: readonly string[]): Promise<void> {
    const { lambda, validator, now, log } = this.ports;
    for (const username of against) this.note(username);
    const usernames = [...new Set(against)].filter(username => this.isDue(username));
    if (usernames.length === 0) return;
    const event: ExamineEvent = {
      examine: { usernames },
      correlationId: currentScope().correlation_id ?? randomUUID(),
    };
    try {
      await invokeFunction(lambda, validator, event);
      for (const username of usernames)
        this.seen.set(username, { ...this.seenOf(username), askedAt: now(), unasked: 0 });
    } catch (error) {
      log.warn("logins are not examined now", {
        usernames,
        error,
      });
    }
  }

  private isDue(username: string): boolean {
    const { events, unasked, askedAt } = this.seenOf(username);
    return events <= FIRST || unasked >= EVERY || this.ports.now() - askedAt >= EVERY_MS;
  }

  private note(username: string): void {
    const now = this.ports.now();
    const { at, events, askedAt, unasked } = this.seenOf(username);
    if (this.seen.size >= MAX_REMEMBERED) this.seen.clear();
    const before = now - at >= QUIET_MS ? 0 : events;
    this.seen.set(username, { at: now, events: before + 1, askedAt, unasked: unasked + 1 });
  }

  private seenOf(username: string): Seen {
    return this.seen.get(username) ?? { at: -Infinity, events: 0, askedAt: -Infinity, unasked: 0 };
  }
}
