/** From the runner to a worker. */
export type ToWorker =
  | { kind: "run"; file: string }
  /** No suite is left: close what the suites shared, and exit. */
  | { kind: "end" };

/** From a worker to the runner. */
export type FromWorker =
  /** Ready for a suite. */
  { kind: "next" } | ({ kind: "done" } & SuiteResult);

export interface SuiteResult {
  passed: number;
  failed: number;
  skipped: number;
  /** The failed tests with their errors, as text; empty if all passed. */
  failures: string;
}

/** Given to a worker as its one argument, in JSON. */
export interface WorkerSettings {
  /** Refuse to start processes and servers, and search less. */
  fast: boolean;
  color: boolean;
}
