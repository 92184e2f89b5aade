import { Command } from "commander";
import { ApiClient } from "../api/client";
import { type Bounces, type Complaints, Emails, type Violations } from "../api/emails";
import { type ApiOptions, withApiOptions } from "../api/endpoint";
import { type CommandContext, UsageError } from "../shared/context";
import { fields, table } from "../shared/table";
import { requireUsername } from "../logins/open";

interface ReportOptions extends ApiOptions {
  days: string;
}

/** Newest bounces, complaints and violations that are shown one by one. */
const MAX_SHOWN = 50;
const MAX_DAYS = 90;

/** What became of one login's mail, for the person who sends it. */
export function reportCommand(context: CommandContext): Command {
  return withApiOptions(new Command("report"))
    .description(
      "show what became of the mail that a login sent: bounces, complaints, the rates, and violations",
    )
    .argument("<username>")
    .option("--days <number>", "how many days back", "7")
    .action(async (username: string, { days, ...options }: ReportOptions) => {
      requireUsername(username);
      if (!/^\d{1,2}$/.test(days) || Number(days) < 1 || Number(days) > MAX_DAYS)
        throw new UsageError(
          "--days",
          `${JSON.stringify(days)} is not a number of days`,
          `use 1 to ${MAX_DAYS}`,
        );
      const emails = new Emails(await ApiClient.open(options));
      const query = { username, days, limit: String(MAX_SHOWN) };
      const [bounces, complaints, violations] = await Promise.all([
        emails.bounces(query),
        emails.complaints(query),
        emails.violations(query),
      ]);
      context.result(
        { username, days: Number(days), bounces, complaints, violations },
        textOf(username, { bounces, complaints, violations }, context.columns),
      );
    });
}

interface Report {
  bounces: Bounces;
  complaints: Complaints;
  violations: Violations;
}

function textOf(
  username: string,
  { bounces, complaints, violations }: Report,
  columns: number | undefined,
): string {
  const { permanent, transient, undetermined } = bounces.bounce_counts;
  const overview = fields([
    ["login", username],
    ["period", `${bounces.period_days} days`],
    ["sent", `to ${bounces.sent} ${bounces.sent === 1 ? "recipient" : "recipients"}`],
    ["bounces", `${permanent} permanent, ${transient} transient, ${undetermined} undetermined`],
    ["bounce rate", bounces.verdict.detail],
    [
      "delays",
      bounces.delayed === 0 ? "none" : `${bounces.delayed} recipients' servers did not accept it at first`,
    ],
    ...engagementOf(bounces),
    ["complaints", String(complaints.total)],
    ["complaint rate", complaints.verdict.detail],
    ["violations", violations.total === 0 ? "none" : `${violations.total} messages that it may not send`],
  ]);
  const rows = [
    ...bounces.recent_bounces.map(({ timestamp, type, email, diagnostic, subtype }) => [
      ...[timestamp, `${type} bounce`, email, diagnostic ?? subtype],
    ]),
    ...complaints.recent_complaints.map(({ timestamp, type, email, user_agent }) => [
      ...[timestamp, `complaint (${type})`, email, user_agent ?? ""],
    ]),
    ...violations.recent_violations.map(({ timestamp, kinds, email }) => [
      ...[timestamp, "violation", email, kinds.map(kind => BREAKS[kind] ?? kind).join(", ")],
    ]),
  ].sort(([a = ""], [b = ""]) => (a < b ? 1 : -1));
  if (rows.length === 0) return `${overview}\nNothing bounced, and nobody complained.`;
  const more = bounces.total + complaints.total + violations.total - rows.length;
  const list = table(["TIME", "WHAT", "ADDRESS", "REASON"], rows, columns);
  return `${overview}\n\n${list}${more > 0 ? `\nand ${more} more` : ""}`;
}

/** Only what SES is asked to report. */
function engagementOf({ opened_messages, clicks, subscriptions }: Bounces): [string, string][] {
  const shown: [string, number | undefined, string][] = [
    ["opened", opened_messages, "messages"],
    ["clicks", clicks, "on links"],
    ["subscriptions", subscriptions, "changes"],
  ];
  return shown.flatMap(([name, count, of]) => (count === undefined ? [] : [[name, `${count} ${of}`]]));
}

/** What a message breaks, by the names that the API has for it. */
const BREAKS: Readonly<Record<string, string>> = {
  header_from: "not an allowed sender",
  envelope: "not an allowed envelope sender",
  configuration_set: "another configuration set",
  unreadable_from: "its sender cannot be checked",
};
