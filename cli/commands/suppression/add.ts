import { Command } from "commander";
import { ApiClient } from "../../api/client";
import { Emails } from "../../api/emails";
import { type ApiOptions, withApiOptions } from "../../api/endpoint";
import { requireAddress } from "../../shared/address-argument";
import { type CommandContext, UsageError } from "../../shared/context";

interface AddOptions extends ApiOptions {
  until?: string;
}

export function suppressionAddCommand(context: CommandContext): Command {
  return withApiOptions(new Command("add"))
    .description("put an address on the stack's list, so that the mailer does not send to it")
    .argument("<address>")
    .option("--until <time>", "when the entry ends, such as 2030-01-31T18:00:00Z; default: never")
    .action(async (address: string, { until, ...options }: AddOptions) => {
      const email = requireAddress("<address>", address);
      const expiresAt = until === undefined ? undefined : timeOf(until);
      const entry = await new Emails(await ApiClient.open(options)).suppress(email, expiresAt);
      const end = entry.expires_at === null ? "until it is removed" : `until ${entry.expires_at}`;
      context.result({ ...entry }, `The mailer does not send to ${JSON.stringify(entry.email)} ${end}.`);
    });
}

/** @returns ISO 8601 in UTC */
function timeOf(text: string): string {
  const time = ZONED.test(text) ? Date.parse(text) : Number.NaN;
  if (time > Date.now()) return new Date(time).toISOString();
  throw new UsageError(
    "--until",
    `${JSON.stringify(text)} is not a time in the future`,
    "use one with its time zone, such as 2030-01-31T18:00:00Z",
  );
}

const ZONED = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;
