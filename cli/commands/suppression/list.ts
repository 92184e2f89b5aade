import { Command } from "commander";
import { SUPPRESSION_REASONS } from "../../../records/email-events";
import { ApiClient } from "../../api/client";
import { Emails, type Suppression } from "../../api/emails";
import { type ApiOptions, withApiOptions } from "../../api/endpoint";
import { type AccountEntry, AccountList } from "../../shared/account-list";
import { requireAddress } from "../../shared/address-argument";
import { CommandError, type CommandContext, UsageError } from "../../shared/context";
import { table } from "../../shared/table";
import { GLOBAL_LIST } from "./lists";

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
      const query = { ...(email !== undefined && { email }), ...(reason !== undefined && { reason }) };
      const [stack, account] = await Promise.all([
        new Emails(api).suppressions(query),
        accountEntries(api.endpoint.region, email),
      ]);
      const shown = (account.entries ?? []).filter(entry => (reason ?? entry.reason) === entry.reason);
      if (account.problem !== undefined)
        context.stderr.write(`The account's list is not shown. ${account.problem}\n`);
      context.result(
        { stack, account: account.entries === undefined ? null : shown },
        listText(stack, shown, email, context.columns),
      );
    });
}

/** Whoever may use the API need not have permissions in SES: then the stack's own list is shown alone. */
async function accountEntries(
  region: string,
  email: string | undefined,
): Promise<{ entries?: AccountEntry[]; problem?: string }> {
  const list = new AccountList(region);
  try {
    if (email === undefined) return { entries: await list.all() };
    const entry = await list.find(email);
    return { entries: entry === undefined ? [] : [entry] };
  } catch (error) {
    if (error instanceof CommandError) return { problem: error.message };
    throw error;
  } finally {
    list.close();
  }
}

function listText(
  stack: readonly Suppression[],
  account: readonly AccountEntry[],
  email: string | undefined,
  columns: number | undefined,
): string {
  const rows = [
    ...stack.map(entry => [
      ...[entry.email, "stack", entry.reason, entry.source, entry.created_at],
      entry.expires_at ?? "removed",
    ]),
    ...account.map(entry => [entry.email, "account", entry.reason, "ses", entry.since, "removed"]),
  ];
  const none =
    email === undefined ? "No address is suppressed." : `${JSON.stringify(email)} is on neither list.`;
  const text =
    rows.length === 0 ? none : table(["ADDRESS", "LIST", "REASON", "BY", "SINCE", "UNTIL"], rows, columns);
  return email === undefined ? text : `${text}\n${GLOBAL_LIST}`;
}
