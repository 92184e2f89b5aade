import { Command } from "commander";
import { suppressionKey } from "../../../records/keys";
import { requireAddress } from "../../shared/address-argument";
import type { CommandContext } from "../../shared/context";
import { NOT_IN_TABLE, type TableOptions, withEmails, withTableOption } from "./table";

export function privacyExportCommand(context: CommandContext): Command {
  return withTableOption(new Command("export"))
    .description("print what the table stores about a recipient, as JSON")
    .argument("<address>")
    .action(async (address: string, options: TableOptions) => {
      const email = suppressionKey(requireAddress("<address>", address));
      const { suppression, ...events } = await withEmails(options, emails => emails.history(email));
      context.stderr.write(`${NOT_IN_TABLE}\n`);
      const found = { email, ...events, suppression: suppression ?? null };
      context.result(found, { verbatim: JSON.stringify(found, null, 2) });
    });
}
