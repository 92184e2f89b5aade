import { isWithin } from "../handlers/shared/domain-name";
import { keyRegionFault } from "./key-region";
import { configurationSetName, NAMESPACE, stackNameFault } from "./names";
import { boundaryCharacters, MOST_BOUNDARY_CHARACTERS } from "./user-boundary";

/** The settings that matter to one another, each right in itself. */
interface Read {
  domains: string[];
  allowedFromDomains?: string[] | undefined;
  kmsKeyArn: string;
  smtpCaFile?: string | undefined;
  smtpEndpointOverride?: unknown;
}

/** What is settled beside the settings. */
interface Place {
  stack: string;
  /** Undefined where it comes from the environment or a profile: then key-region.ts asks once more. */
  region: string | undefined;
}

/**
 * A function's environment has 4,096 characters in all
 * (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html); the manager's names and other values
 * take up to 1,000.
 */
const MOST_ENVIRONMENT_CHARACTERS = 3_000;

/** Faults that only two settings together show, or a setting and where the stack is. */
export function acrossFaults(settings: Read, { stack, region }: Place): string[] {
  const allowed = settings.allowedFromDomains ?? settings.domains;
  const key = `${NAMESPACE}:${settings.allowedFromDomains === undefined ? "domains" : "allowedFromDomains"}`;
  return [
    ...foreignDomains(settings),
    ...(region === undefined ? [] : [keyRegionFault(settings.kmsKeyArn, region)]),
    settings.smtpCaFile !== undefined && settings.smtpEndpointOverride === undefined
      ? `${NAMESPACE}:smtpCaFile: has no effect without ${NAMESPACE}:smtpEndpointOverride: set it, or remove this`
      : undefined,
    stackNameFault(stack) === undefined ? boundaryFault(key, allowed, stack) : undefined,
    environmentFault(key, allowed, settings.smtpCaFile),
  ].filter(fault => fault !== undefined);
}

function foreignDomains({ domains, allowedFromDomains = [] }: Read): string[] {
  return allowedFromDomains
    .filter(allowed => !domains.some(parent => isWithin(allowed, parent)))
    .map(
      name =>
        `${NAMESPACE}:allowedFromDomains: "${name}" is not one of the domains or below one: add it to ${NAMESPACE}:domains`,
    );
}

function boundaryFault(key: string, allowed: readonly string[], stack: string): string | undefined {
  const characters = boundaryCharacters(configurationSetName(stack), allowed);
  if (characters <= MOST_BOUNDARY_CHARACTERS) return undefined;
  return `${key}: ${allowed.length} domains make a permissions boundary of ${characters} characters, and IAM takes ${MOST_BOUNDARY_CHARACTERS}: name fewer, such as a parent domain in place of its sub-domains`;
}

function environmentFault(key: string, allowed: readonly string[], certificates = ""): string | undefined {
  const [names, pem] = [allowed.join(",").length, certificates.length];
  if (names + pem <= MOST_ENVIRONMENT_CHARACTERS) return undefined;
  const beside = pem === 0 ? "" : ` beside the ${pem} of ${NAMESPACE}:smtpCaFile`;
  return `${key}: ${allowed.length} domains have ${names} characters${beside}, and a function's environment takes ${MOST_ENVIRONMENT_CHARACTERS}: name fewer domains${pem === 0 ? "" : ", or a shorter authority"}`;
}
