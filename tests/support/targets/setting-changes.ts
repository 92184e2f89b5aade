import type { Target, TestStack } from "./target";

/** A change of a setting, and everything that its preview shows: `operation Type`, once for each resource. */
export interface SettingChange {
  /** Values may contain placeholders in braces, which `settingsFor` replaces. */
  settings: Record<string, string>;
  shows: readonly string[];
  /** Stateful resources that are replaced or deleted, as the operator intends. */
  loses?: readonly string[];
}

/** Types whose replacement or deletion loses data: records, verified domains, logs, boundaries, failures. */
export const STATEFUL = ["Table", "EmailIdentity", "ConfigurationSet", "LogGroup", "Policy", "Queue"];

const MANAGER = "update Function";
const DISPATCHER = "update Function";
const PROCESSOR = "update Function";
const RECORDER = "update Function";
const VALIDATOR = "update Function";
const API = "update Function";
/** Of operator, auditor and credential reader, which name the table and the keys. */
const HUMAN_ROLES = ["update Policy", "update Policy", "update Policy"];
const SELF_TEST_POLICY = "update Policy";
const DOCTOR_POLICY = "update Policy";
const ROUND_TRIP_POLICY = "update Policy";
/** Of all functions but the API, whose audit log has a retention of its own. */
export const LOG_RETENTION = Array<string>(5).fill("update LogGroup");
const NEW_FUNCTION = ["LambdaFunction", "Function", "LogGroup", "Role", "RolePolicy"].map(
  type => `create ${type}`,
);

const replacement = (type: string) =>
  ["create-replacement", "delete-replaced", "replace"].map(operation => `${operation} ${type}`);

/** What records are judged against changes: the manager and whoever sweeps know it, and a sweep finds what differs. */
const RULES = [MANAGER, DISPATCHER, ...replacement("Invocation")];

export const SETTING_CHANGES: readonly SettingChange[] = [
  { settings: { logRetentionDays: "14" }, shows: LOG_RETENTION },
  { settings: { auditRetentionDays: "731" }, shows: ["update LogGroup", "update LogGroup"] },
  { settings: { logLevel: "DEBUG" }, shows: [MANAGER, DISPATCHER, PROCESSOR, RECORDER, VALIDATOR, API] },
  {
    settings: { tracing: "off" },
    shows: [
      ...[MANAGER, DISPATCHER, PROCESSOR, RECORDER, VALIDATOR, API],
      ...Array<string>(6).fill("update RolePolicy"),
    ],
  },
  { settings: { dmarcPolicy: "none" }, shows: [] },
  { settings: { dmarcReportAddress: "reports@example.com" }, shows: [] },
  { settings: { tlsReportAddress: "reports@example.com" }, shows: [] },
  { settings: { mtaStsMx: '["mx1.example.com"]' }, shows: [] },
  { settings: { mtaStsMx: '["mx1.example.com"]', mtaStsMode: "enforce" }, shows: [] },
  { settings: { mtaStsMx: '["mx1.example.com"]', mtaStsMaxAge: "86400" }, shows: [] },
  {
    settings: { mtaStsMx: '["mx1.example.com"]', mtaStsHosting: "certificate" },
    shows: ["create Certificate", DOCTOR_POLICY],
  },
  { settings: { mailFromSubdomain: "bounce" }, shows: ["update EmailIdentityMailFromAttributes"] },
  { settings: { deletionProtection: "true" }, shows: ["update Table"] },
  {
    settings: { rolePermissionsBoundaryArn: "arn:aws:iam::123456789012:policy/boundary" },
    shows: Array<string>(7).fill("update Role"), // of six functions, and of the schedules
  },
  { settings: { alertEmails: '["postmaster@{domain}"]' }, shows: ["create TopicSubscription"] },
  {
    settings: { alertTopicArn: "arn:aws:sns:{region}:123456789012:alerts" },
    shows: [
      "delete Topic",
      "delete TopicPolicy",
      SELF_TEST_POLICY,
      DOCTOR_POLICY,
      ...["update EventTarget", "update EventTarget"],
      ...Array<string>(10).fill("update MetricAlarm"),
      MANAGER,
      PROCESSOR,
      RECORDER,
      VALIDATOR,
      "update RolePolicy",
      "update RolePolicy",
      "update RolePolicy",
      "update RolePolicy",
    ],
  },
  {
    settings: { engagementEvents: '["open"]' },
    shows: [API, "update ConfigurationSetEventDestination"],
  },
  {
    settings: { noticesFrom: "notices@{domain}" },
    shows: [MANAGER, RECORDER, "update RolePolicy", "update RolePolicy"],
  },
  { settings: { eventRetentionDays: "365" }, shows: [RECORDER, VALIDATOR, API] },
  { settings: { enforcement: "suspend" }, shows: [VALIDATOR] },
  { settings: { bounceRateAlarm: "0.03" }, shows: ["update MetricAlarm"] },
  { settings: { complaintRateAlarm: "0.0005" }, shows: ["update MetricAlarm"] },
  { settings: { circuitBreaker: "suspend" }, shows: [VALIDATOR] },
  { settings: { breakerMinRecipients: "100" }, shows: [VALIDATOR] },
  { settings: { breakerBounceRate: "0.08" }, shows: [VALIDATOR] },
  { settings: { breakerComplaintRate: "0.002" }, shows: [VALIDATOR] },
  { settings: { breakerBurstFactor: "20" }, shows: [VALIDATOR] },
  { settings: { quotaAlert: "0.5" }, shows: [RECORDER, "update Dashboard"] },
  { settings: { metricsPrefix: "prism" }, shows: [API] },
  {
    settings: { webhookTopicArns: '["arn:aws:sns:eu-west-1:123456789012:bounces"]' },
    shows: [
      ...[...NEW_FUNCTION, "create Permission", "create Integration", "create Route", "create Route"],
      ...["update Stage", "update TopicPolicy", "update Policy", "update Policy"], // of alerts; operator, auditor
      SELF_TEST_POLICY,
      ...["update Dashboard", "update Dashboard", "update Dashboard", "update QueryDefinition"],
    ],
  },
  {
    settings: { exposedKeyForwarding: "true" },
    shows: ["create EventRule", "create EventTarget", "create Role", "create RolePolicy"],
  },
  { settings: { rotationDays: "90" }, shows: RULES },
  {
    // Their roles may read the rules; the mapping's filter hears them; the API accepts mailboxes.
    settings: { receivingRules: "routes" },
    shows: [...RULES, API, "update EventSourceMapping", "update RolePolicy", "update RolePolicy"],
  },
  { settings: { rotationGraceDays: "3" }, shows: RULES },
  { settings: { rotationMaxGraceDays: "60" }, shows: RULES },
  { settings: { smtpEndpointOverride: "localhost:2587" }, shows: [MANAGER] },
  { settings: { smtpProbeEndpoint: "localhost:2587" }, shows: [MANAGER] },
  {
    settings: { allowedFromDomains: '["sub.{domain}"]' },
    shows: [...RULES, API, "update Policy"],
  },
  {
    settings: { kmsKeyArn: "{another key}" },
    shows: [MANAGER, "update RolePolicy", ...HUMAN_ROLES, SELF_TEST_POLICY, DOCTOR_POLICY],
  },
  {
    settings: { previousKmsKeyArns: '["{another key}"]' },
    shows: [MANAGER, "update RolePolicy", ...HUMAN_ROLES, SELF_TEST_POLICY],
  },
  {
    settings: { domains: '["other.{domain}"]' },
    shows: [
      ...["create EmailIdentity", "create EmailIdentityMailFromAttributes"],
      ...["delete EmailIdentity", "delete EmailIdentityMailFromAttributes", API],
      ...["update Policy", ROUND_TRIP_POLICY], // the first is the boundary of all logins
      ...RULES,
    ],
    loses: ["EmailIdentity"],
  },
  // The engine calls it a deletion, but only forgets the identity: it is retained.
  { settings: { identity: "existing" }, shows: ["delete EmailIdentity"], loses: ["EmailIdentity"] },
  {
    settings: { identity: "existing", existingConfigurationSet: "attach" },
    shows: [...NEW_FUNCTION, "create Invocation", "delete EmailIdentity"],
    loses: ["EmailIdentity"],
  },
  {
    // The other table has another stream, so the mapping is replaced; deletionProtection keeps a table with records.
    settings: { tableName: "{existing table}" },
    shows: [
      ...NEW_FUNCTION,
      "create Invocation",
      ...replacement("EventSourceMapping"),
      ...["delete Table", ...RULES, PROCESSOR, RECORDER, VALIDATOR, API],
      ...Array<string>(6).fill("update RolePolicy"),
      ...[...HUMAN_ROLES, SELF_TEST_POLICY, DOCTOR_POLICY, ROUND_TRIP_POLICY],
    ],
    loses: ["Table"],
  },
];

/** Settings without an entry above, with the reason. */
export const UNTESTED_SETTINGS: Readonly<Record<string, string>> = {
  auditTrail: "needs awsx's plugin on a real engine; tests/end-to-end/audit-trail.test.ts deploys it",
  smtpCaFile: "goes into the function's environment with smtpEndpointOverride",
};

/** A change's settings, with placeholders replaced for this target and stack. */
export async function settingsFor(
  { settings }: SettingChange,
  target: Target,
  { domain }: TestStack,
): Promise<Record<string, string>> {
  const placeholders: Record<string, () => string | Promise<string>> = {
    "{domain}": () => domain,
    "{another key}": () => target.kmsKeyArn.replace(/[^/]*$/, "00000000-0000-0000-0000-000000000000"),
    "{existing table}": () => target.createTable(),
    "{region}": () => target.kmsKeyArn.split(":")[3] ?? "",
  };
  const filled = Object.entries(settings).map(async ([key, value]): Promise<[string, string]> => {
    const placeholder = Object.keys(placeholders).find(each => value.includes(each));
    return [
      key,
      placeholder === undefined
        ? value
        : value.replace(placeholder, (await placeholders[placeholder]?.()) ?? ""),
    ];
  });
  return Object.fromEntries(await Promise.all(filled));
}
