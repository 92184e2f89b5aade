/** The environment variables of the function that makes the stack's configuration set the default of existing identities. */
export interface ConfigurationSetAttacherEnvironment {
  CONFIGURATION_SET: string;
  /** Comma-separated. */
  IDENTITIES: string;
}
