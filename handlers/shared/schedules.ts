import { createHash } from "node:crypto";
import { ConflictException, CreateScheduleCommand, type SchedulerClient } from "@aws-sdk/client-scheduler";
import { type Environment, required } from "./environment";

/** ARNs and names of what a schedule refers to. */
export interface ScheduleSettings {
  /** The stack's own group of schedules. */
  group: string;
  /** The role that EventBridge Scheduler assumes. */
  roleArn: string;
  /** Receives the events that it could not deliver. */
  parkedQueueArn: string;
}

/** The variables that name them. */
export interface ScheduleEnvironment {
  /** The stack's own group of schedules. */
  SCHEDULE_GROUP: string;
  /** The role that EventBridge Scheduler assumes to invoke a function of the stack. */
  SCHEDULE_ROLE_ARN: string;
  /** The queue for events that it could not deliver. */
  PARKED_QUEUE_ARN: string;
}

/** @throws Error that names a missing variable */
export function scheduleSettings(environment: Environment<ScheduleEnvironment>): ScheduleSettings {
  return {
    group: required(environment, "SCHEDULE_GROUP"),
    roleArn: required(environment, "SCHEDULE_ROLE_ARN"),
    parkedQueueArn: required(environment, "PARKED_QUEUE_ARN"),
  };
}

/** A one-time schedule. */
export interface Booking {
  /** The function to invoke; without a qualifier. */
  functionArn: string;
  /** The event to invoke it with. */
  event: unknown;
  /** Prefix of the schedule's name, to recognize it in the console. */
  kind: "drain" | "sweep" | "wake-up";
  /** Identifies it among those of its kind: booked twice for the same minute, it is created once. */
  subject: string;
  /** Not before; milliseconds since 1970. */
  atMs: number;
}

const MINUTE_MS = 60_000;

/**
 * How far ahead a schedule must be, at least. AWS does not document what happens to one whose time has already passed
 * when it is created, and a schedule fires within its minute:
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html.
 */
const MIN_AHEAD_MS = MINUTE_MS;

/** https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html */
const MAX_NAME_LENGTH = 64;

/** As long as Lambda keeps an asynchronous event. After that, the daily sweep takes over. */
const MAX_EVENT_AGE_SECONDS = 6 * 60 * 60;

/** The most that Scheduler allows: the age ends the retries. */
const MAX_RETRY_ATTEMPTS = 185;

/**
 * Books a one-time schedule of EventBridge Scheduler, which deletes itself once it has fired. It costs nothing while it
 * waits, and a fraction of a cent per thousand when they fire.
 *
 * @param scheduler a client of one attempt with bounded timeouts: the caller retries, with pauses of its own
 * @throws AWS's error; it may be booked nevertheless
 */
export async function bookSchedule(
  scheduler: Pick<SchedulerClient, "send">,
  { group, roleArn, parkedQueueArn }: ScheduleSettings,
  { functionArn, event, kind, subject, atMs }: Booking,
  nowMs: number,
): Promise<void> {
  const due = new Date(dueMinute(atMs, nowMs));
  try {
    await scheduler.send(
      new CreateScheduleCommand({
        Name: scheduleName(kind, subject, due),
        GroupName: group,
        ScheduleExpression: `at(${due.toISOString().slice(0, "yyyy-mm-ddThh:mm:ss".length)})`,
        ScheduleExpressionTimezone: "UTC",
        FlexibleTimeWindow: { Mode: "OFF" },
        ActionAfterCompletion: "DELETE",
        Target: {
          Arn: functionArn,
          RoleArn: roleArn,
          Input: inputFor(event),
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

/**
 * The first full minute that is neither before `atMs` nor less than 60 s after `nowMs`; all in milliseconds since 1970.
 * So the next wake-up never has the name of the one that is firing.
 */
export function dueMinute(atMs: number, nowMs: number): number {
  return Math.ceil(Math.max(atMs, nowMs + MIN_AHEAD_MS) / MINUTE_MS) * MINUTE_MS;
}

/** The same for the same kind, subject and minute, whatever characters the subject has. */
export function scheduleName(kind: Booking["kind"], subject: string, due: Date): string {
  const hash = createHash("sha256").update(`${due.toISOString()} ${subject}`).digest("hex");
  return `${kind}-${hash}`.slice(0, MAX_NAME_LENGTH);
}

/**
 * Scheduler replaces `<aws.scheduler.…>` in an input
 * (https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html), and a username can
 * be any string: in JSON `<` can be written so that it is not recognized.
 */
function inputFor(event: unknown): string {
  return JSON.stringify(event).replaceAll("<", "\\u003c");
}
