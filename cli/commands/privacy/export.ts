import { Command } from "commander";
import { suppressionKey } from "../../../records/keys";
import { requireAddress } from "../../shared/address-argument";
import { findQueued } from "../../privacy/queued";
import type { CommandContext } from "../../shared/context";
import { NOT_IN_TABLE, queuedIn, type TableOptions, tellQueued, withEmails, withTableOption } from "./table";

export function privacyExportCommand(context: CommandContext): Command {
  return withTableOption(new Command("export"))
    .description(
      "print what the table stores about a recipient, and which queued messages contain the address, as JSON",
    )
    .argument("<address>")
    .action(async (address: string, options: TableOptions) => {
      const email = suppressionKey(requireAddress("<address>", address));
      const queued = await findQueued(email, options);
      const { suppression, ...events } = await withEmails(options, emails => emails.history(email));
      context.stderr.write(`${NOT_IN_TABLE}\n`);
      tellQueued(context, queued);
      const found = {
        ...{ email, ...events, suppression: suppression ?? null },
        queued_messages: queuedIn(queued),
      };
      context.result(found, { verbatim: JSON.stringify(found, null, 2) });
    });
}
