import type { RotationSettings } from "../../records/rotation";
import { type Environment, requiredList, requiredNumber } from "../shared/environment";
import type { SenderRules } from "./types";

/** The variables that hold {@link SenderRules}. */
export interface SenderRulesEnvironment {
  /** Comma-separated. */
  ALLOWED_FROM_DOMAINS: string;
  /** Comma-separated ARNs that a login may send through: identities and the configuration set. */
  SENDING_RESOURCES: string;
  /** `routes` or `none`. */
  RECEIVING_RULES: string;
}

/** @throws Error that names a missing variable */
export function senderRules(environment: Environment<SenderRulesEnvironment>): SenderRules {
  return {
    allowedFromDomains: requiredList(environment, "ALLOWED_FROM_DOMAINS"),
    sendingResources: requiredList(environment, "SENDING_RESOURCES"),
    receivingRules: receivingRulesAreOn(environment),
  };
}

/** Whether receiving rules give addresses to the owners of mailboxes. */
export function receivingRulesAreOn({
  RECEIVING_RULES,
}: Environment<Pick<SenderRulesEnvironment, "RECEIVING_RULES">>): boolean {
  return RECEIVING_RULES === "routes";
}

/** The variables that hold {@link RotationSettings}, in days. */
export interface RotationEnvironment {
  ROTATION_DAYS: string;
  ROTATION_GRACE_DAYS: string;
  ROTATION_MAX_GRACE_DAYS: string;
}

/** @throws Error that names a missing variable, or one that is not a number */
export function rotationSettings(environment: Environment<RotationEnvironment>): RotationSettings {
  return {
    rotationDays: requiredNumber(environment, "ROTATION_DAYS"),
    graceDays: requiredNumber(environment, "ROTATION_GRACE_DAYS"),
    maxGraceDays: requiredNumber(environment, "ROTATION_MAX_GRACE_DAYS"),
  };
}
