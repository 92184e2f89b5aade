import { randomUUID } from "node:crypto";
import type { LambdaClient } from "@aws-sdk/client-lambda";
import type { ExamineEvent } from "../shared/examine-event";
import { invokeFunction } from "../shared/invoke-function";
import type { Log } from "../shared/logging/logger";
import { currentScope } from "../shared/logging/scope";

/** A login with one bounce after another is examined at each of these, and else when a minute has passed. */
const EVERY = 5;
const EVERY_MS = 60_000;

/** In a warm execution environment. */
const MAX_REMEMBERED = 5_000;

interface Asked {
  at: number;
  /** Events since then. */
  since: number;
}

export interface ExaminationPorts {
  lambda: Pick<LambdaClient, "send">;
  /** The validator's name. */
  validator: string;
  now: () => number;
  log: Pick<Log, "warn">;
}

/**
 * Asks `smtp-email-validator` to examine logins whose mail bounced or was complained about: at the first event, at each
 * fifth, and at the first after a minute. So the last few of many events at once may not be examined, until the login
 * sends again. An instance lives as long as the execution environment.
 */
export class Examinations {
  private readonly asked = new Map<string, Asked>();

  constructor(private readonly ports: ExaminationPorts) {}

  /**
   * A request that Lambda does not accept is logged only: the events are recorded, and the next one asks again.
   *
   * @param against a username for each event
   */
  async request(against: readonly string[]): Promise<void> {
    const { lambda, validator, now, log } = this.ports;
    const usernames = [...new Set(against)].filter(username =>
      this.isDue(username, against.filter(each => each === username).length),
    );
    if (usernames.length === 0) return;
    const event: ExamineEvent = {
      examine: { usernames },
      correlationId: currentScope().correlation_id ?? randomUUID(),
    };
    try {
      await invokeFunction(lambda, validator, event);
      for (const username of usernames) this.remember(username, { at: now(), since: 0 });
    } catch (error) {
      log.warn("logins are not examined now", {
        usernames,
        error,
      });
    }
  }

  private isDue(username: string, events: number): boolean {
    const asked = this.asked.get(username);
    if (asked === undefined) return true;
    asked.since += events;
    return asked.since >= EVERY || this.ports.now() - asked.at >= EVERY_MS;
  }

  private remember(username: string, asked: Asked): void {
    if (this.asked.size >= MAX_REMEMBERED) this.asked.clear();
    this.asked.set(username, asked);
  }
}
