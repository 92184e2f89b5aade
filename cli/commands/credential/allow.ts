import { Command } from "commander";
import type { Credential, Credentials } from "../../api/credentials";
import { isCarriedOut } from "../../api/credential-state";
import { type ApiOptions, withApiOptions } from "../../api/endpoint";
import { CommandError, type CommandContext, UsageError } from "../../shared/context";
import { collectAfter, openApi, requireUsername } from "./open";
import { credentialText } from "./show";
import { timeoutMs, type WaitOptions, waitUntil, withWaitOptions } from "./wait";

interface AllowOptions extends ApiOptions, WaitOptions {
  remove?: string[];
  only?: boolean;
}

/** Attempts when others change the list at the same time; each starts from their version. */
const MAX_TRIES = 5;

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
      if (addresses.length === 0 && (only || remove.length === 0))
        throw new UsageError("<addresses>", "missing", "name addresses to add, or --remove some");
      if (only && remove.length > 0)
        throw new UsageError("--only", "conflicts with --remove", "use one of them");
      const { credentials } = await openApi(options);
      const changed = await change(credentials, name, current =>
        only ? unique(addresses) : listAfter(current, addresses, remove),
      );
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

/** A login with a mailbox may do without a list: receiving rules give it addresses. */
function listAfter(
  { allowedFromAddresses: current, mailbox }: Credential,
  added: readonly string[],
  removed: readonly string[],
): string[] {
  const missing = removed.filter(address => !current.includes(address));
  if (missing.length > 0)
    throw new UsageError(
      "--remove",
      `${missing.join(", ")} is not in the list`,
      `it has ${current.join(", ")}`,
    );
  const list = unique([...current, ...added]).filter(address => !removed.includes(address));
  if (list.length === 0 && mailbox === undefined)
    throw new UsageError(
      "--remove",
      "would leave no address",
      "keep one, or use `ses-smtp credential disable`",
    );
  return list;
}

function unique(addresses: readonly string[]): string[] {
  return [...new Set(addresses)];
}

/** @returns undefined if the list is already so */
async function change(
  credentials: Credentials,
  name: string,
  listOf: (current: Credential) => string[],
): Promise<Credential | undefined> {
  for (let attempt = 0; attempt < MAX_TRIES; attempt++) {
    const { credential, etag } = await credentials.show(name);
    const current = credential.allowedFromAddresses;
    const list = listOf(credential);
    if (list.join("\n") === current.join("\n")) return undefined;
    const allowedFromAddresses = list.length === 0 ? null : list;
    const changed = await credentials.patch(name, { allowedFromAddresses }, etag);
    if (changed !== undefined) return changed;
  }
  throw new CommandError(
    `${JSON.stringify(name)} was changed by others during each of ${MAX_TRIES} attempts: try again.`,
  );
}
