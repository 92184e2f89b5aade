/** The environment variables of `smtp-record-dispatcher`. */
export interface DispatcherEnvironment {
  TABLE_NAME: string;
  MANAGER_FUNCTION_NAME: string;
}
