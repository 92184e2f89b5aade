import { Command } from "commander";
import { type ApiOptions, withApiOptions } from "../../api/endpoint";
import type { Credential } from "../../api/credentials";
import { keyUses } from "../../api/last-used";
import { type CommandContext } from "../../shared/context";
import { durationMs } from "../../shared/duration";
import { table } from "../../shared/table";
import { openApi } from "../../logins/open";
import { withStatusOption } from "./status-option";
import { leftOut, unusedSince } from "./unused";

/** How many addresses a row of the list shows. */
const MAX_SHOWN = 2;

interface ListOptions extends ApiOptions {
  status?: string;
  unused?: string;
}

export function credentialListCommand(context: CommandContext): Command {
  return withApiOptions(withStatusOption(new Command("list")))
    .description("list the logins")
    .option("--unused <time>", "only logins unused for this long, such as 90d")
    .addHelpText(
      "after",
      `
--unused asks IAM when each access key was last used, with your own permission
iam:GetAccessKeyLastUsed. IAM records a use up to hours later, and AWS does not
document that it records SMTP logins: ask the owner before you remove a login.`,
    )
    .action(async ({ status, unused, ...options }: ListOptions) => {
      const periodMs = unused === undefined ? undefined : durationMs("--unused", unused);
      const { api, credentials } = await openApi(options);
      const all = await credentials.list(status);
      if (unused !== undefined && periodMs !== undefined)
        return listUnused(context, all, api.endpoint.region, { text: unused, ms: periodMs });
      context.result(
        { credentials: all },
        all.length === 0 ? "No credentials." : listText(all, context.columns),
      );
    });
}

async function listUnused(
  context: CommandContext,
  all: readonly Credential[],
  region: string,
  period: { text: string; ms: number },
): Promise<void> {
  const withLogin = all.filter(({ username }) => username !== undefined);
  const found = unusedSince(await keyUses(withLogin, region), new Date(Date.now() - period.ms));
  for (const note of leftOut(found, period.text)) context.stderr.write(`${note}\n`);
  const rows = found.unused.map(({ credential, lastUsedAt }) => ({
    ...credential,
    ...(lastUsedAt && { lastUsedAt: lastUsedAt.toISOString() }),
  }));
  const text = table(
    ["NAME", "STATUS", "LAST USED", "SENDS FROM", "DESCRIPTION"],
    rows.map(({ name, status, lastUsedAt = "never", allowedFromAddresses, description }) => [
      ...[name, status, lastUsedAt.slice(0, "2030-01-31".length)],
      ...[shown(allowedFromAddresses), description],
    ]),
    context.columns,
  );
  context.result(
    { credentials: rows },
    rows.length === 0 ? `No login has been unused for ${period.text}.` : text,
  );
}

function listText(credentials: readonly Credential[], columns: number | undefined): string {
  return table(
    ["NAME", "STATUS", "SENDS FROM", "DESCRIPTION"],
    credentials.map(({ name, status, allowedFromAddresses, description }) => [
      ...[name, status, shown(allowedFromAddresses), description],
    ]),
    columns,
  );
}

function shown(addresses: readonly string[]): string {
  const more = addresses.length - MAX_SHOWN;
  const some = addresses.slice(0, MAX_SHOWN).join(", ");
  return more > 0 ? `${some} and ${more} more` : some;
}
