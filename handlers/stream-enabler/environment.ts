/** The environment variables of the function that enables the stream of an existing table. */
export interface StreamEnablerEnvironment {
  TABLE_NAME: string;
}
