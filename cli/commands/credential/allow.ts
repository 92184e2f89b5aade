import { Command } from "commander";
import { isCarriedOut } from "../../api/credential-state";
import { type ApiOptions, withApiOptions } from "../../api/endpoint";
import { changeSenders, requireSenderChange } from "../../logins/senders";
import type { CommandContext } from "../../shared/context";
import { collectAfter } from "./collect-after";
import { openApi, requireUsername } from "../../logins/open";
import { credentialText } from "./show";
import { timeoutMs, type WaitOptions, waitUntil, withWaitOptions } from "./wait";

interface AllowOptions extends ApiOptions, WaitOptions {
  remove?: string[];
  only?: boolean;
}

export function credentialAllowCommand(context: CommandContext): Command {
  const command = new Command("allow")
    .description("change which addresses a login may send from")
    .argument("<username>")
    .argument("[addresses...]", "addresses or patterns to add")
    .option(
      "--remove <address>",
      "an address or pattern to remove; can be repeated",
      collectAfter("--remove"),
    )
    .option("--only", "replace the whole list with these addresses")
    .addHelpText(
      "after",
      "\nExample: ses-smtp credential allow jane news@example.com --remove jane@example.com",
    );
  return withApiOptions(withWaitOptions(command, "the change is in effect")).action(
    async (name: string, addresses: string[], options: AllowOptions) => {
      requireUsername(name);
      timeoutMs(options);
      const { remove = [], only = false } = options;
      const change = { add: addresses, remove, only };
      requireSenderChange(change);
      const { credentials } = await openApi(options);
      const changed = await changeSenders(credentials, name, change);
      if (changed === undefined) {
        const { credential: same } = await credentials.show(name);
        return context.result({ ...same }, `Nothing to change.\n${credentialText(same)}`);
      }
      const shown = options.wait
        ? await waitUntil(context, credentials, name, isCarriedOut, options)
        : changed;
      context.result({ ...shown }, credentialText(shown));
    },
  );
}
