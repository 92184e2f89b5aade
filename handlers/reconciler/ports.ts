import type { Clock } from "../shared/clock";
import type { LoginAnswer } from "../shared/smtp-login";
import type { PasswordCipher } from "./adapters/password-cipher";
import type { IamUsers } from "./adapters/iam-users";
import type { LeasePorts } from "./lease/lease";
import type { SenderRules } from "./record";
import type { CredentialStore } from "./adapters/credential-store";

/** The services and settings that a run works with. */
export interface Ports {
  users: IamUsers;
  store: CredentialStore;
  leases: LeasePorts;
  cipher: PasswordCipher;
  clock: Clock;
  rules: SenderRules;
  region: string;
  smtpHost: string;
  login(user: string, password: string): Promise<LoginAnswer>;
  /** A number from 0 to 1, for jitter. */
  random: () => number;
}

/** Time reserved at the end of a run for writing the result before the process is stopped. */
export const CLOSING_MS = 10_000;

/** One run, for one username. */
export interface Run {
  username: string;
  /** Identifies the run in log entries and in a record's `failure`. */
  correlationId: string;
  /** Milliseconds left until the process is stopped. */
  remainingMs(): number;
  log: Log;
}

/** Structured log entries; no field ever holds a secret. */
interface Log {
  info(message: string, fields: Record<string, unknown>): void;
  warn(message: string, fields: Record<string, unknown>): void;
}
