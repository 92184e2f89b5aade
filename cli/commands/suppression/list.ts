import { Command } from "commander";
import { SUPPRESSION_REASONS, type SuppressionReason } from "../../../records/email-events";
import { ApiClient } from "../../api/client";
import { Emails } from "../../api/emails";
import { type ApiOptions, withApiOptions } from "../../api/endpoint";
import { requireAddress } from "../../shared/address-argument";
import { type CommandContext, UsageError } from "../../shared/context";
import { table } from "../../shared/table";
import { GLOBAL_LIST, readLists, type SuppressionRow, suppressionRows } from "../../suppression/lists";

interface ListOptions extends ApiOptions {
  email?: string;
  reason?: string;
}

export function suppressionListCommand(context: CommandContext): Command {
  return withApiOptions(new Command("list"))
    .description("show which list holds an address, why and until when; without --email, both lists")
    .option("--email <address>", "only this address")
    .option("--reason <reason>", `only entries with this reason: ${SUPPRESSION_REASONS.join(", ")}`)
    .action(async ({ email, reason, ...options }: ListOptions) => {
      if (email !== undefined) requireAddress("--email", email);
      if (reason !== undefined && !SUPPRESSION_REASONS.some(known => known === reason))
        throw new UsageError(
          "--reason",
          `${JSON.stringify(reason)} is unknown`,
          `use ${SUPPRESSION_REASONS.join(", ")}`,
        );
      const api = await ApiClient.open(options);
      const lists = await readLists(new Emails(api), api.endpoint.region, {
        email,
        reason: reason as SuppressionReason | undefined,
      });
      if (lists.problem !== undefined)
        context.stderr.write(`The account's list is not shown. ${lists.problem}\n`);
      context.result(
        { stack: lists.stack, account: lists.account ?? null },
        listText(suppressionRows(lists), email, context.columns),
      );
    });
}

function listText(
  entries: readonly SuppressionRow[],
  email: string | undefined,
  columns: number | undefined,
): string {
  const rows = entries.map(entry => [
    ...[entry.email, entry.list, entry.reason, entry.by, entry.since],
    entry.until ?? "removed",
  ]);
  const none =
    email === undefined ? "No address is suppressed." : `${JSON.stringify(email)} is on neither list.`;
  const text =
    rows.length === 0 ? none : table(["ADDRESS", "LIST", "REASON", "BY", "SINCE", "UNTIL"], rows, columns);
  return email === undefined ? text : `${text}\n${GLOBAL_LIST}`;
}
