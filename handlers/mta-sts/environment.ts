/** The environment variables of `smtp-mta-sts`. */
export interface MtaStsEnvironment {
  /** The policy file as a JSON string, because it has line ends. */
  MTA_STS_POLICY: string;
}
