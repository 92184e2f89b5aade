import { z } from "zod";
import { alertSettings } from "./alerts";
import { stackNameIssue } from "../names";
import { circuitBreakerSettings } from "./circuit-breaker";
import { credentialSettings } from "./credentials";
import { crossFieldIssues, type ValidFields } from "./cross-field";
import { functionSettings } from "./functions";
import { eventSettings } from "./events";
import { exposedKeySettings } from "./exposed-keys";
import { identitySettings } from "./identity";
import { invalidSettings, settingKey, type Issue } from "./issue";
import { metricsSettings } from "./metrics";
import { mtaStsSettings } from "./mta-sts";
import { receivingRuleSettings } from "./receiving-rules";
import { rotationSettings } from "./rotation";
import { storeSettings } from "./store";
import { webhookSettings } from "./webhook";

/** Everything an operator can set; Pulumi.yaml describes each key. */
export type Settings = ReturnType<typeof readSettings>;

/** Each setting by its key, without the namespace. */
export const schema = z.strictObject({
  ...identitySettings,
  ...mtaStsSettings,
  ...credentialSettings,
  ...rotationSettings,
  ...receivingRuleSettings,
  ...storeSettings,
  ...functionSettings,
  ...alertSettings,
  ...eventSettings,
  ...circuitBreakerSettings,
  ...exposedKeySettings,
  ...metricsSettings,
  ...webhookSettings,
});

/**
 * Reads the stack's configuration before any resource is declared.
 *
 * @param config as Pulumi stores it: full keys (`ses-smtp:domains`), each value a string, lists as JSON
 * @param stack the stack's name, which other names are derived from
 * @param region the stack's, wherever it is set; undefined if it cannot be found out
 * @throws RunError with all issues at once, each naming its key, the value and the remedy
 */
export function readSettings(
  config: Readonly<Record<string, string>>,
  stack: string,
  region: string | undefined = config["aws:region"],
) {
  const input = ownSettings(config);
  const result = schema.safeParse(input);
  const issues = [
    ...[stackNameIssue(stack)].filter(issue => issue !== undefined),
    ...(result.error?.issues ?? []).flatMap(issue => fieldIssues(issue, input)),
    ...crossFieldIssues(result.data ?? validFields(input), { stack, region }),
  ];
  if (!result.success || issues.length > 0) throw invalidSettings(issues);
  const { domains, allowedFromDomains = domains, previousKmsKeyArns = [] } = result.data;
  const { alertEmails = [], engagementEvents = [], webhookTopicArns = [], mtaStsMx = [] } = result.data;
  const lists = { allowedFromDomains, previousKmsKeyArns, alertEmails, engagementEvents, webhookTopicArns };
  return { ...result.data, ...lists, mtaStsMx };
}

/** Without the namespace; empty values are the defaults of Pulumi.yaml and stand for "not set". */
function ownSettings(config: Readonly<Record<string, string>>): Record<string, string> {
  const prefix = settingKey("");
  const own = Object.entries(config).filter(([key, value]) => key.startsWith(prefix) && value !== "");
  return Object.fromEntries(own.map(([key, value]) => [key.slice(prefix.length), value]));
}

/** The settings that are valid by themselves, when others are not: they can still conflict with one another. */
function validFields(input: Record<string, string>): ValidFields {
  const fields = Object.entries(schema.shape).map(
    ([name, field]) => [name, field.safeParse(input[name])] as const,
  );
  return Object.fromEntries(fields.flatMap(([name, { success, data }]) => (success ? [[name, data]] : [])));
}

function fieldIssues(issue: z.core.$ZodIssue, input: Record<string, string>): Issue[] {
  if (issue.code === "unrecognized_keys") {
    const remedy = `valid settings: ${Object.keys(schema.shape).join(", ")}`;
    return issue.keys.map(key => ({ key: settingKey(key), problem: "unknown setting", remedy }));
  }
  const [name, ...indexes] = issue.path.map(String);
  const key = settingKey(`${name}${indexes.map(index => `[${index}]`).join("")}`);
  const value = input[String(name)];
  return [{ key, problem: problemOf(issue, value, indexes), remedy: issue.message }];
}

/** An item of a list is shown by itself. */
function problemOf(issue: z.core.$ZodIssue, value: string | undefined, [index]: string[]): string {
  if (value === undefined) return "missing";
  if (issue.code === "custom" && typeof issue.params?.problem === "string") return issue.params.problem;
  const invalid = index === undefined ? value : (JSON.parse(value) as unknown[])[Number(index)];
  return `${JSON.stringify(invalid)} is not valid`;
}
