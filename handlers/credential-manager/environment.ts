/** The environment variables of `smtp-credential-manager`; infra sets exactly these. */
export interface ManagerEnvironment {
  TABLE_NAME: string;
  KMS_KEY_ARN: string;
  STACK_NAME: string;
  USER_BOUNDARY_ARN: string;
  /** Comma-separated. */
  ALLOWED_FROM_DOMAINS: string;
  /** Comma-separated ARNs. */
  SENDING_RESOURCES: string;
  SMTP_HOST: string;
  SMTP_PORT: string;
  /** PEM; for an endpoint whose certificate no public CA signed. */
  SMTP_CA?: string;
}
