import type { RotationSettings } from "../../records/rotation";
import type { WaitingClock } from "../shared/clock";
import type { DlqMessage } from "../shared/dlq-message";
import type { StreamOrigin } from "../shared/manager-event";
import type { LoginAnswer } from "../shared/smtp-login";
import type { PasswordCipher } from "./adapters/password-cipher";
import type { IamUsers } from "./adapters/iam-users";
import type { LeasePorts } from "./lease/item";
import type { SenderRules } from "./types";
import type { Holds } from "./adapters/holds";
import type { CredentialStore } from "./adapters/credential-store";

/** The services and settings that a run works with. */
export interface Ports {
  /** Each call is attempted once: what to do about a failure is decided here, where the lease is kept meanwhile. */
  users: IamUsers;
  /** The same through connections of their own: stopping a login does not queue behind anything else. */
  stopping: IamUsers;
  store: CredentialStore;
  holds: Holds;
  leases: LeasePorts;
  cipher: PasswordCipher;
  clock: WaitingClock;
  rules: SenderRules;
  rotation: RotationSettings;
  region: string;
  smtpHost: string;
  login(user: string, password: string): Promise<LoginAnswer>;
  wakeUps: WakeUps;
  failed: FailedOperations;
  /** A number from 0 to 1, for jitter. */
  random: () => number;
}

/** Where an operation goes whose verdict is to be written. Each throws if it may not be there. */
export interface FailedOperations {
  /** The dead-letter queue has it tried again. */
  tryAgain(message: DlqMessage): Promise<void>;
  /** A person is told of it. */
  park(message: DlqMessage): Promise<void>;
}

/** Later events for the manager. Nobody waits in a function for what takes minutes or days. */
export interface WakeUps {
  /**
   * Books a run of this username: at the first full minute that is neither before `atMs` nor less than 60 s ahead.
   * Booking again for the same minute changes nothing.
   *
   * @param atMs milliseconds since 1970
   * @throws if it could not be booked; it may be booked nevertheless
   */
  book(username: string, atMs: number, correlationId: string): Promise<void>;
}

/** Time reserved at the end of a run for writing the result before the process is stopped. */
export const CLOSING_MS = 10_000;

/** One run, for one username. */
export interface Run {
  username: string;
  /** Identifies the run in log entries and in a record's `failure`. */
  correlationId: string;
  attempt: Attempt;
  /** Milliseconds left until the process is stopped. */
  remainingMs(): number;
  log: Log;
}

/** Which of the tries of an operation this is. */
export interface Attempt {
  /** Nothing tries again after it by itself. */
  last: boolean;
  /** How often the dead-letter queue has sent it again. */
  retryCount: number;
  /** ISO 8601; undefined if it never failed. */
  firstFailedAt: string | undefined;
  /** The stream record that it began with, if it did and that is known. */
  origin: StreamOrigin | undefined;
}

/** Structured log entries; no field ever holds a secret. */
interface Log {
  info(message: string, fields: Record<string, unknown>): void;
  warn(message: string, fields: Record<string, unknown>): void;
}
