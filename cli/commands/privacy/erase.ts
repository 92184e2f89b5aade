import { Command } from "commander";
import { suppressionKey } from "../../../records/keys";
import { requireAddress } from "../../shared/address-argument";
import { findQueued } from "../../privacy/queued";
import { confirm } from "../../shared/confirm";
import type { CommandContext } from "../../shared/context";
import { NOT_IN_TABLE, queuedIn, type TableOptions, tellQueued, withEmails, withTableOption } from "./table";

export function privacyEraseCommand(context: CommandContext): Command {
  return withTableOption(new Command("erase"))
    .description("delete what the table stores about a recipient, including an entry on the suppression list")
    .argument("<address>")
    .option("--yes", "do not ask for confirmation")
    .action(async (address: string, options: TableOptions & { yes?: boolean }) => {
      const email = suppressionKey(requireAddress("<address>", address));
      const shown = JSON.stringify(email);
      await confirm(context, `Delete everything about ${shown}, which may then get mail again`, options.yes);
      const queued = await findQueued(email, options);
      const items = await withEmails(options, emails => emails.erase(email));
      context.stderr.write(`${NOT_IN_TABLE}\n`);
      tellQueued(context, queued);
      context.result(
        { email, items, queued_messages: queuedIn(queued) },
        `Deleted ${items === 1 ? "1 item" : `${items} items`} about ${shown}. Counts contain no addresses.`,
      );
    });
}
