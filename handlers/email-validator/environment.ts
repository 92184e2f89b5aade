import type { ParkingEnvironment } from "../shared/park";

/** The environment variables of `smtp-email-validator`. */
export interface ValidatorEnvironment extends ParkingEnvironment {
  TABLE_NAME: string;
  MANAGER_FUNCTION_NAME: string;
  /** Comma-separated: those that logins may send through, the stack's own first. */
  CONFIGURATION_SETS: string;
  /** `suspend`: a login that violates its rules is stopped. `observe`: it is only reported. */
  ENFORCEMENT: string;
  /** `suspend`: a login that harms the account's reputation is stopped. `observe`: it is only reported. */
  CIRCUIT_BREAKER: string;
  /** The limits of the circuit breaker, as the settings have them. */
  BREAKER_MIN_RECIPIENTS: string;
  BREAKER_BOUNCE_RATE: string;
  BREAKER_COMPLAINT_RATE: string;
  BREAKER_BURST_FACTOR: string;
  /** How long violations are kept. */
  EVENT_RETENTION_DAYS: string;
  /** The attribute by which DynamoDB removes items whose time is over. */
  TTL_ATTRIBUTE: string;
}
