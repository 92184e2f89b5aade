import { readFileSync } from "node:fs";
import * as path from "node:path";
import { format } from "prettier";
import { parse } from "yaml";
import { alertSettings } from "../../infra/settings/alerts";
import { circuitBreakerSettings } from "../../infra/settings/circuit-breaker";
import { credentialSettings } from "../../infra/settings/credentials";
import { eventSettings } from "../../infra/settings/events";
import { exposedKeySettings } from "../../infra/settings/exposed-keys";
import { functionSettings } from "../../infra/settings/functions";
import { identitySettings } from "../../infra/settings/identity";
import { metricsSettings } from "../../infra/settings/metrics";
import { mtaStsSettings } from "../../infra/settings/mta-sts";
import { receivingRuleSettings } from "../../infra/settings/receiving-rules";
import { rotationSettings } from "../../infra/settings/rotation";
import { storeSettings } from "../../infra/settings/store";
import { webhookSettings } from "../../infra/settings/webhook";
import { OUTPUTS } from "./outputs";

/** The settings by subject, as the program groups them. */
export const SUBJECTS: Readonly<Record<string, object>> = {
  "Domains and DNS": identitySettings,
  "MTA-STS": mtaStsSettings,
  "Table and events": storeSettings,
  Logins: credentialSettings,
  Rotation: rotationSettings,
  "Receiving rules": receivingRuleSettings,
  Alerts: alertSettings,
  "Events of sent mail": eventSettings,
  "Circuit breaker": circuitBreakerSettings,
  "Exposed keys": exposedKeySettings,
  "Functions and logs": functionSettings,
  Metrics: metricsSettings,
  Webhook: webhookSettings,
};

interface Entry {
  type: string;
  default?: string | number | boolean;
  description: string;
}

/** The text of docs/configuration.md. */
export async function configurationDocument(): Promise<string> {
  const file = path.join(__dirname, "..", "..", "Pulumi.yaml");
  const { config } = parse(readFileSync(file, "utf8")) as { config: Record<string, Entry> };
  const lines = [
    "<!-- Made by npm run configuration: do not edit. -->",
    "",
    "# Configuration",
    "",
    "Settings of a stack, and what it returns. `pulumi config set ses-smtp:NAME VALUE` sets one; lists are JSON, or",
    "`pulumi config set --path 'ses-smtp:domains[0]' company.com`. Invalid settings stop the deployment before anything is declared,",
    "and all of them are reported at once.",
    "",
    "## Settings",
    "",
  ];
  for (const [subject, settings] of Object.entries(SUBJECTS)) {
    lines.push(`### ${subject}`, "", "| setting | type | default | meaning |", "| --- | --- | --- | --- |");
    for (const name of Object.keys(settings)) {
      const entry = config[`ses-smtp:${name}`];
      if (entry === undefined) throw new Error(`Pulumi.yaml does not describe ${name}.`);
      lines.push(`| \`${name}\` | ${entry.type} | ${defaultText(entry)} | ${cell(entry.description)} |`);
    }
    lines.push("");
  }
  lines.push("## Outputs", "", "`pulumi stack output NAME`, with `--json` for lists and objects.", "");
  lines.push("| output | what it is |", "| --- | --- |");
  for (const [name, what] of Object.entries(OUTPUTS)) lines.push(`| \`${name}\` | ${what} |`);
  return format(lines.join("\n"), { parser: "markdown" });
}

function defaultText({ default: value }: Entry): string {
  if (value === undefined) return "required";
  return value === "" ? "none" : `\`${String(value)}\``;
}

/** A description in a table's cell, without what Markdown would take for formatting. */
function cell(text: string): string {
  return text
    .split(/(`[^`]*`)/)
    .map((part, index) => (index % 2 === 1 ? part : part.replaceAll(/[|*_<>[\]]/g, "\\$&")))
    .join("");
}
