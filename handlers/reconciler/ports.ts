import type { RotationSettings } from "../../records/rotation";
import type { WaitingClock } from "../shared/clock";
import type { DlqMessage } from "../shared/dlq-message";
import type { Alert } from "../shared/parked-alert";
import type { Log } from "../shared/logging/logger";
import type { StreamOrigin } from "../shared/manager-event";
import type { Metrics } from "../shared/metrics";
import type { LoginAnswer } from "../shared/smtp-login";
import type { PasswordCipher } from "./adapters/password-cipher";
import type { IamUsers } from "./adapters/iam-users";
import type { Mail } from "../shared/notices";
import type { LeasePorts } from "./lease/item";
import type { SenderRules } from "./types";
import type { Holds } from "./adapters/holds";
import type { CredentialStore } from "./adapters/credential-store";
import type { StopTurns } from "./steps/stop-turns";

/** The services and settings that a run works with. */
export interface Ports {
  /** Each call is attempted once: the caller decides what to do about a failure, and keeps the lease meanwhile. */
  users: IamUsers;
  /** The same through connections of their own: stopping a login does not queue behind anything else. */
  stopping: IamUsers;
  /** In which order that tries throttled calls of this process again. */
  stopTurns: StopTurns;
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
  notices: Notices;
  metrics: Metrics;
  /** A number from 0 to 1, for jitter. */
  random: () => number;
}

/** Where failed operations are reported. Each call throws if the message may not have arrived. */
interface FailedOperations {
  /** To the dead-letter queue, to be retried. */
  retry(message: DlqMessage): Promise<void>;
  /** To the parked queue, for an operator. */
  park(message: DlqMessage): Promise<void>;
}

/** How people are told about logins. Each call throws if the message may not have been sent. */
interface Notices {
  /** To the administrators' topic. */
  alert(alert: Alert): Promise<void>;
  /** Whether mail can be sent to holders: the settings name a sender. */
  canMail: boolean;
  /** @param to one address */
  mail(to: string, mail: Mail): Promise<void>;
}

/** Later events for the manager: no function waits for minutes or days. */
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
  /** The correlation id of its event, which may be about several usernames, and follow from requests of their own. */
  eventId: string;
  attempt: Attempt;
  /** Milliseconds left until the process is stopped. */
  remainingMs(): number;
  log: Pick<Log, "info" | "warn">;
}

/** Which attempt at an operation this is. */
export interface Attempt {
  /** No automatic retry follows. */
  last: boolean;
  /** How often the dead-letter queue has retried it. */
  retryCount: number;
  /** ISO 8601; undefined if it never failed. */
  firstFailedAt: string | undefined;
  /** The stream record that started it, if there is one and it is known. */
  origin: StreamOrigin | undefined;
}
