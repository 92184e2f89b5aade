import { type MtaStsHosting, mtaStsHost } from "../../dns/mta-sts";
import { isWithin } from "../../handlers/shared/domain-name";
import {
  configurationSetName,
  MAX_CONFIGURATION_SET_CHARACTERS,
} from "../../handlers/shared/configuration-set-name";
import { stackNameIssue } from "../names";
import { boundaryCharacters, MAX_ALLOWED_SETS, MAX_BOUNDARY_CHARACTERS } from "../user-boundary";
import { alertIssues } from "./alerts";
import { endpointIssues, type HostAndPort } from "./endpoints";
import { settingKey, type Issue } from "./issue";
import { exposedKeyIssue } from "./exposed-keys";
import { keyRegionIssue } from "./key-region";

/** The settings that depend on one another, each valid by itself; absent if it is not. */
export interface ValidFields {
  domains?: string[] | undefined;
  allowedFromDomains?: string[] | undefined;
  kmsKeyArn?: string | undefined;
  previousKmsKeyArns?: string[] | undefined;
  identity?: "create" | "existing" | undefined;
  existingConfigurationSet?: "attach" | "allow" | undefined;
  alertEmails?: string[] | undefined;
  alertTopicArn?: string | undefined;
  noticesFrom?: string | undefined;
  smtpCaFile?: string | undefined;
  smtpEndpointOverride?: HostAndPort | undefined;
  smtpProbeEndpoint?: HostAndPort | undefined;
  rotationGraceDays?: number | undefined;
  rotationMaxGraceDays?: number | undefined;
  exposedKeyForwarding?: boolean | undefined;
  mtaStsMode?: "testing" | "enforce" | "none" | undefined;
  mtaStsMx?: string[] | undefined;
  mtaStsHosting?: MtaStsHosting | undefined;
}

interface Place {
  stack: string;
  /** Undefined if it cannot be found out: requireKeyInRegion then checks the key later. */
  region: string | undefined;
}

/**
 * A function's environment holds 4,096 characters in total
 * (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html); the manager's names and other values
 * take up to 1,000.
 */
const MAX_ENVIRONMENT_CHARACTERS = 3_000;

/** The longest that the identities' own configuration sets can be: their names are looked up only later. */
const ALLOWED_SETS = Array<string>(MAX_ALLOWED_SETS).fill("x".repeat(MAX_CONFIGURATION_SET_CHARACTERS));

/** Issues that show only when two settings are compared, or a setting and the place of the stack. */
export function crossFieldIssues(settings: ValidFields, { stack, region }: Place): Issue[] {
  const allowed = settings.allowedFromDomains ?? settings.domains ?? [];
  const key = settingKey(settings.allowedFromDomains === undefined ? "domains" : "allowedFromDomains");
  return [
    ...foreignDomainIssues(settings),
    ...keyIssues(settings, region),
    ...alertIssues(settings, region),
    ...(region === undefined ? [] : endpointIssues(settings, region)),
    unusedCaIssue(settings),
    unusedChoiceIssue(settings),
    graceIssue(settings),
    mtaStsIssue(settings),
    ...hostingIssues(settings),
    exposedKeyIssue(settings, region),
    stackNameIssue(stack) === undefined ? boundaryIssue(key, allowed, stack, settings) : undefined,
    environmentIssue(key, allowed, settings),
  ].filter(issue => issue !== undefined);
}

function foreignDomainIssues({ domains, allowedFromDomains = [] }: ValidFields): Issue[] {
  if (domains === undefined) return [];
  return allowedFromDomains.flatMap((name, index) =>
    domains.some(parent => isWithin(name, parent))
      ? []
      : {
          key: settingKey(`allowedFromDomains[${index}]`),
          problem: `"${name}" is not one of the domains or their subdomains`,
          remedy: `add it to ${settingKey("domains")}`,
        },
  );
}

function keyIssues(
  { kmsKeyArn, previousKmsKeyArns = [] }: ValidFields,
  region: string | undefined,
): (Issue | undefined)[] {
  const regionIssue = (arn: string, setting: string) =>
    region === undefined ? undefined : keyRegionIssue(arn, region, setting);
  return [
    kmsKeyArn === undefined ? undefined : regionIssue(kmsKeyArn, "kmsKeyArn"),
    ...previousKmsKeyArns.map((arn, index): Issue | undefined => {
      const setting = `previousKmsKeyArns[${index}]`;
      if (arn !== kmsKeyArn) return regionIssue(arn, setting);
      return {
        key: settingKey(setting),
        problem: `is the same as ${settingKey("kmsKeyArn")}`,
        remedy: "list only keys that passwords were encrypted with before",
      };
    }),
  ];
}

function unusedCaIssue({
  smtpCaFile,
  smtpEndpointOverride,
  smtpProbeEndpoint,
}: ValidFields): Issue | undefined {
  if (smtpCaFile === undefined || smtpEndpointOverride !== undefined || smtpProbeEndpoint !== undefined)
    return undefined;
  const override = settingKey("smtpEndpointOverride");
  return {
    key: settingKey("smtpCaFile"),
    problem: `has no effect without ${override}`,
    remedy: `set ${override}, or remove this setting`,
  };
}

function unusedChoiceIssue({ identity, existingConfigurationSet }: ValidFields): Issue | undefined {
  if (existingConfigurationSet === undefined || identity !== "create") return undefined;
  return {
    key: settingKey("existingConfigurationSet"),
    problem: `has no effect with ${settingKey("identity")} "${identity}"`,
    remedy: "remove this setting",
  };
}

function graceIssue({ rotationGraceDays, rotationMaxGraceDays }: ValidFields): Issue | undefined {
  if (rotationGraceDays === undefined || rotationMaxGraceDays === undefined) return undefined;
  if (rotationGraceDays <= rotationMaxGraceDays) return undefined;
  return {
    key: settingKey("rotationMaxGraceDays"),
    problem: `${rotationMaxGraceDays} is less than the ${rotationGraceDays} of ${settingKey("rotationGraceDays")}`,
    remedy: "use at least as many days",
  };
}

function mtaStsIssue({ mtaStsMode, mtaStsMx = [] }: ValidFields): Issue | undefined {
  if (mtaStsMode !== "enforce" || mtaStsMx.length > 0) return undefined;
  return {
    key: settingKey("mtaStsMode"),
    problem: `"${mtaStsMode}" has no effect without ${settingKey("mtaStsMx")}`,
    remedy: `list the hosts that receive the domains' mail in ${settingKey("mtaStsMx")}`,
  };
}

/**
 * ACM takes at most 64 characters for a certificate's first name
 * (https://docs.aws.amazon.com/acm/latest/userguide/acm-public-certificates.html).
 */
const MAX_CERTIFICATE_NAME_CHARACTERS = 64;

function hostingIssues({
  mtaStsHosting = "none",
  mtaStsMode,
  mtaStsMx = [],
  domains = [],
}: ValidFields): Issue[] {
  if (mtaStsHosting === "none") return [];
  if (mtaStsMx.length === 0 && mtaStsMode !== "none")
    return [
      {
        key: settingKey("mtaStsHosting"),
        problem: `"${mtaStsHosting}" has no effect without ${settingKey("mtaStsMx")}`,
        remedy: `list the hosts that receive the domains' mail in ${settingKey("mtaStsMx")}`,
      },
    ];
  return domains.flatMap((domain, index) =>
    mtaStsHost(domain).length <= MAX_CERTIFICATE_NAME_CHARACTERS
      ? []
      : {
          key: settingKey(`domains[${index}]`),
          problem: `${mtaStsHost(domain)} has more than the ${MAX_CERTIFICATE_NAME_CHARACTERS} characters of a certificate's name`,
          remedy: `serve its policy elsewhere, and set ${settingKey("mtaStsHosting")} to "none"`,
        },
  );
}

function boundaryIssue(
  key: string,
  allowed: readonly string[],
  stack: string,
  { existingConfigurationSet }: ValidFields,
): Issue | undefined {
  const sets = [configurationSetName(stack), ...(existingConfigurationSet === "allow" ? ALLOWED_SETS : [])];
  const characters = boundaryCharacters(sets, allowed);
  if (characters <= MAX_BOUNDARY_CHARACTERS) return undefined;
  return {
    key,
    problem: `${allowed.length} domains need a permissions boundary of ${characters} characters; IAM allows ${MAX_BOUNDARY_CHARACTERS}`,
    remedy: "list fewer, such as a parent domain instead of its subdomains",
  };
}

function environmentIssue(
  key: string,
  allowed: readonly string[],
  { smtpCaFile: certificates = "", previousKmsKeyArns = [], noticesFrom = "" }: ValidFields,
): Issue | undefined {
  const [names, pem] = [allowed.join(",").length, certificates.length];
  const left = MAX_ENVIRONMENT_CHARACTERS - previousKmsKeyArns.join(",").length - noticesFrom.length;
  if (names + pem <= left) return undefined;
  const withCa = pem === 0 ? "" : ` in addition to the ${pem} of ${settingKey("smtpCaFile")}`;
  return {
    key,
    problem: `${allowed.length} domains have ${names} characters${withCa}; a function's environment allows ${left}`,
    remedy: `list fewer domains${pem === 0 ? "" : ", or use a shorter CA file"}`,
  };
}
