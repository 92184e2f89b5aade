import type { Target, TestStack } from "./target";

/** A setting's change, and everything that a preview of it shows: `operation Type`, each once. */
export interface SettingChange {
  /** Values may hold the words in braces that `settingsFor` fills in. */
  settings: Record<string, string>;
  shows: readonly string[];
  /** Stateful resources that go: what the operator asks for with it. */
  loses?: readonly string[];
}

/** What may be lost with a resource that is replaced or deleted: records, verified domains, logs, users' limits, failures. */
export const STATEFUL = ["Table", "EmailIdentity", "ConfigurationSet", "LogGroup", "Policy", "Queue"];

const MANAGER = "update Function";

export const SETTING_CHANGES: readonly SettingChange[] = [
  { settings: { logRetentionDays: "14" }, shows: ["update LogGroup"] },
  { settings: { logLevel: "DEBUG" }, shows: [MANAGER] },
  { settings: { dmarcPolicy: "none" }, shows: [] },
  { settings: { dmarcReportAddress: "reports@example.com" }, shows: [] },
  { settings: { tlsReportAddress: "reports@example.com" }, shows: [] },
  { settings: { mailFromSubdomain: "bounce" }, shows: ["update EmailIdentityMailFromAttributes"] },
  { settings: { deletionProtection: "true" }, shows: ["update Table"] },
  {
    settings: { rolePermissionsBoundaryArn: "arn:aws:iam::123456789012:policy/boundary" },
    shows: ["update Role"],
  },
  { settings: { smtpEndpointOverride: "localhost:2587" }, shows: [MANAGER] },
  {
    settings: { allowedFromDomains: '["sub.{domain}"]' },
    shows: [MANAGER, "update Policy"],
  },
  {
    settings: { kmsKeyArn: "{another key}" },
    shows: [MANAGER, "update RolePolicy"],
  },
  {
    settings: { domains: '["other.{domain}"]' },
    shows: [
      ...["create EmailIdentity", "create EmailIdentityMailFromAttributes"],
      ...["delete EmailIdentity", "delete EmailIdentityMailFromAttributes", MANAGER, "update Policy"],
    ],
    loses: ["EmailIdentity"],
  },
  {
    settings: { identity: "existing" },
    shows: ["delete EmailIdentity", "delete EmailIdentityMailFromAttributes"],
    loses: ["EmailIdentity"],
  },
  {
    // Its stream is another, which a mapping cannot change to; deletionProtection keeps a table with records.
    settings: { tableName: "{existing table}" },
    shows: [
      ...["create Function", "create Invocation", "create LogGroup", "create Role", "create RolePolicy"],
      ...["create-replacement", "delete-replaced", "replace"].map(op => `${op} EventSourceMapping`),
      ...["delete Table", MANAGER, "update RolePolicy"],
    ],
    loses: ["Table"],
  },
];

/** Settings without a row above. */
export const NOT_TRIED: Readonly<Record<string, string>> = {
  smtpCaFile: "goes into the function's environment with smtpEndpointOverride",
};

/** The settings of a change, as they are for this stack at this target. */
export async function settingsFor(
  { settings }: SettingChange,
  target: Target,
  { domain }: TestStack,
): Promise<Record<string, string>> {
  const words: Record<string, () => string | Promise<string>> = {
    "{domain}": () => domain,
    "{another key}": () => target.kmsKeyArn.replace(/[^/]*$/, "00000000-0000-0000-0000-000000000000"),
    "{existing table}": () => target.createTable(),
  };
  const filled = Object.entries(settings).map(async ([key, value]): Promise<[string, string]> => {
    const word = Object.keys(words).find(each => value.includes(each));
    return [key, word === undefined ? value : value.replace(word, (await words[word]?.()) ?? "")];
  });
  return Object.fromEntries(await Promise.all(filled));
}
