import type { SenderRulesEnvironment } from "../reconciler/settings";

/** The environment variables of `smtp-api`. */
export interface ApiEnvironment extends SenderRulesEnvironment {
  TABLE_NAME: string;
  /** The beginning of the names that Prometheus reads. */
  METRICS_PREFIX: string;
}
