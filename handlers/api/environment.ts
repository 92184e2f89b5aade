/** The environment variables of `smtp-api`. */
export interface ApiEnvironment {
  TABLE_NAME: string;
  /** Comma-separated. */
  ALLOWED_FROM_DOMAINS: string;
  /** Comma-separated ARNs that a login may send through: identities and the configuration set. */
  SENDING_RESOURCES: string;
}
