/** The environment variables of `smtp-stream-enabler`; infra sets exactly these. */
export interface EnablerEnvironment {
  TABLE_NAME: string;
}
