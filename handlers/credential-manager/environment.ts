/** The environment variables of `smtp-credential-manager`; beside them it reads AWS_REGION, which Lambda sets. */
export interface ManagerEnvironment {
  TABLE_NAME: string;
  KMS_KEY_ARN: string;
  STACK_NAME: string;
  /** The permissions boundary that every IAM user of ours carries. */
  USER_BOUNDARY_ARN: string;
  /** Comma-separated. */
  ALLOWED_FROM_DOMAINS: string;
  /** Comma-separated ARNs that a login may send through: identities and the configuration set. */
  SENDING_RESOURCES: string;
  /** The host that mail clients use. */
  SMTP_HOST: string;
  /** Where logins are verified, if not there. */
  SMTP_PROBE_HOST?: string;
  /** The port at which logins are verified. */
  SMTP_PORT: string;
  /** PEM; only if no public authority signed the endpoint's certificate. */
  SMTP_CA?: string;
}
