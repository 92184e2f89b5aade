import type { DlqMessage } from "../shared/dlq-message";
import type { ManagerEvent } from "../shared/manager-event";
import type { RetriedMessages } from "../shared/recorder-event";
import type { Log } from "../shared/logging/logger";
import type { FailedFeedback, StreamPositions } from "./failure-reports";
import type { Discarded } from "./stream-positions";

/** A received message; it becomes visible again unless it is deleted. */
export interface Received {
  body: string;
  /** To delete it with. */
  handle: string;
  /** ARN of the function to which EventBridge could not deliver it. */
  target?: string | undefined;
}

/** The dead-letter queue. Every call throws if it may not have taken effect. */
interface DeadLetterQueue {
  /** What the queue contains, without receiving anything. */
  look(): Promise<QueueContent>;
  /** Up to ten messages, hidden from other receivers for {@link VISIBILITY_MS}. */
  receive(): Promise<Received[]>;
  send(entries: readonly Delayed[]): Promise<void>;
  delete(handles: readonly string[]): Promise<void>;
}

/** `later`: only messages that are delayed, or that somebody has received. */
export type QueueContent = "nothing" | "later" | "now";

export interface Delayed {
  message: DlqMessage | FailedFeedback;
  /** At most 15 minutes. */
  delayMs: number;
}

/** How long a received message is invisible: longer than the function can run. */
export const VISIBILITY_MS = 60_000;

/** The services that the processor works with. */
export interface ProcessorPorts {
  queue: DeadLetterQueue;
  /** Sends a message as it is to the parked queue. */
  park(body: string): Promise<void>;
  /** Books a drain at a full minute, not before `atMs`. */
  book(atMs: number): Promise<void>;
  invokeManager(event: ManagerEvent): Promise<void>;
  /** Has messages of SES processed by the function that they are for; by the recorder unless that is the validator. */
  retryMessages(event: RetriedMessages, functionArn: string | undefined): Promise<void>;
  /** Starts a sweep, which checks every record. */
  sweep(): Promise<void>;
  /** @returns undefined if the stream no longer has all of them, or does not answer */
  readStream(positions: StreamPositions): Promise<Discarded | undefined>;
  /** Has these receiving rules followed. */
  followRules(patterns: readonly string[]): Promise<void>;
  /** The usernames whose records stop a login; all of them if the table cannot be read. */
  stopping(usernames: readonly string[]): Promise<ReadonlySet<string>>;
  now(): number;
  /** From 0 to 1. */
  random(): number;
  log: Pick<Log, "info" | "error">;
}
