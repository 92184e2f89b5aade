import { createHash } from "node:crypto";
import { ConflictException, CreateScheduleCommand, type SchedulerClient } from "@aws-sdk/client-scheduler";
import type { Clock } from "../../shared/clock";
import type { ManagerEvent } from "../../shared/manager-event";
import type { WakeUps } from "../ports";

/** ARNs and names of what a schedule refers to. */
export interface ScheduleSettings {
  /** The stack's own group of schedules. */
  group: string;
  /** Invoked by each schedule; without a qualifier. */
  managerArn: string;
  /** What EventBridge Scheduler acts as. */
  roleArn: string;
  /** Where it sends what it could not deliver. */
  parkedQueueArn: string;
}

const MINUTE_MS = 60_000;

/**
 * How far ahead a schedule must be, at least. AWS does not say what becomes of one whose time has passed when it is
 * created, and a schedule fires within its minute:
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html.
 */
const MIN_AHEAD_MS = MINUTE_MS;

/** Readable in the console; the hash makes the name unique. */
const NAME_PREFIX = "wake-up-";

/** https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html */
const MAX_NAME_LENGTH = 64;

/** As long as Lambda keeps an asynchronous event. After that the daily sweep is the next to look. */
const MAX_EVENT_AGE_SECONDS = 6 * 60 * 60;

/** The most that Scheduler allows: the age ends the retries. */
const MAX_RETRY_ATTEMPTS = 185;

/**
 * Wake-ups as one-time schedules of EventBridge Scheduler, which delete themselves. They cost nothing while they wait,
 * and a fraction of a cent per thousand when they fire.
 */
export class Schedules implements WakeUps {
  /** @param scheduler a client of one attempt with bounded timeouts: the caller retries, with pauses of its own */
  constructor(
    private readonly scheduler: Pick<SchedulerClient, "send">,
    private readonly settings: ScheduleSettings,
    private readonly clock: Clock,
  ) {}

  async book(username: string, atMs: number, correlationId: string): Promise<void> {
    const due = new Date(dueMinute(atMs, this.clock.now()));
    const { group, managerArn, roleArn, parkedQueueArn } = this.settings;
    try {
      await this.scheduler.send(
        new CreateScheduleCommand({
          Name: scheduleName(username, due),
          GroupName: group,
          ScheduleExpression: `at(${due.toISOString().slice(0, "yyyy-mm-ddThh:mm:ss".length)})`,
          ScheduleExpressionTimezone: "UTC",
          FlexibleTimeWindow: { Mode: "OFF" },
          ActionAfterCompletion: "DELETE",
          Target: {
            Arn: managerArn,
            RoleArn: roleArn,
            Input: inputFor({ usernames: [username], cause: "wake-up", correlationId, retryCount: 0 }),
            RetryPolicy: {
              MaximumEventAgeInSeconds: MAX_EVENT_AGE_SECONDS,
              MaximumRetryAttempts: MAX_RETRY_ATTEMPTS,
            },
            DeadLetterConfig: { Arn: parkedQueueArn },
          },
        }),
      );
    } catch (error) {
      if (!(error instanceof ConflictException)) throw error; // a conflict: it is booked already
    }
  }
}

/**
 * The first full minute that is neither before `atMs` nor less than 60 s after `nowMs`; all in milliseconds since 1970.
 * So the next wake-up never has the name of the one that is firing.
 */
export function dueMinute(atMs: number, nowMs: number): number {
  return Math.ceil(Math.max(atMs, nowMs + MIN_AHEAD_MS) / MINUTE_MS) * MINUTE_MS;
}

/** The same for the same username and minute, whatever characters the username has. */
export function scheduleName(username: string, due: Date): string {
  const hash = createHash("sha256").update(`${due.toISOString()} ${username}`).digest("hex");
  return `${NAME_PREFIX}${hash}`.slice(0, MAX_NAME_LENGTH);
}

/**
 * Scheduler replaces `<aws.scheduler.…>` in an input
 * (https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html), and a username can
 * be any string: in JSON `<` can be written so that it is not recognized.
 */
function inputFor(event: ManagerEvent): string {
  return JSON.stringify(event).replaceAll("<", "\\u003c");
}
