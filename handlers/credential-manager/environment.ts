import type { NoticeEnvironment } from "../shared/notices";
import type { RotationEnvironment, SenderRulesEnvironment } from "../reconciler/settings";
import type { ParkingEnvironment } from "../shared/park";
import type { ScheduleEnvironment } from "../shared/schedules";

/** The environment variables of `smtp-credential-manager`; beside them it reads AWS_REGION, which Lambda sets. */
export interface ManagerEnvironment
  extends
    SenderRulesEnvironment,
    RotationEnvironment,
    ScheduleEnvironment,
    ParkingEnvironment,
    NoticeEnvironment {
  TABLE_NAME: string;
  KMS_KEY_ARN: string;
  /** Comma-separated; empty unless the key was changed. */
  PREVIOUS_KMS_KEY_ARNS: string;
  STACK_NAME: string;
  /** The permissions boundary that every IAM user of ours carries. */
  USER_BOUNDARY_ARN: string;
  /** The host that mail clients use. */
  SMTP_HOST: string;
  /** The host at which logins are verified, if it is another one. */
  SMTP_PROBE_HOST?: string;
  /** The port at which logins are verified. */
  SMTP_PORT: string;
  /** PEM; only if no public authority signed the endpoint's certificate. */
  SMTP_CA?: string;
  /** The topic for failed operations. */
  FAILURES_TOPIC_ARN: string;
}
