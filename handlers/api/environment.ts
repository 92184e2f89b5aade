import type { SenderRulesEnvironment } from "../reconciler/settings";

/** The environment variables of `smtp-api`. */
export interface ApiEnvironment extends SenderRulesEnvironment {
  TABLE_NAME: string;
}
