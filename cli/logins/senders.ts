import type { Credential, Credentials } from "../api/credentials";
import { CommandError, UsageError } from "../shared/context";

/** A change of the list of addresses that a login may send from. */
export interface SenderChange {
  add: readonly string[];
  remove: readonly string[];
  /** Replace the whole list with those to add. */
  only: boolean;
}

/** Attempts when others change the list at the same time; each starts from their version. */
const MAX_TRIES = 5;

/** @throws UsageError where nothing is named, or the options contradict each other */
export function requireSenderChange({ add, remove, only }: SenderChange): void {
  if (add.length === 0 && (only || remove.length === 0))
    throw new UsageError("<addresses>", "missing", "name addresses to add, or --remove some");
  if (only && remove.length > 0) throw new UsageError("--only", "conflicts with --remove", "use one of them");
}

/** @returns undefined if the list is already so */
export async function changeSenders(
  credentials: Credentials,
  name: string,
  change: SenderChange,
): Promise<Credential | undefined> {
  requireSenderChange(change);
  for (let attempt = 0; attempt < MAX_TRIES; attempt++) {
    const { credential, etag } = await credentials.show(name);
    const list = change.only ? unique(change.add) : listAfter(credential, change);
    if (list.join("\n") === credential.allowedFromAddresses.join("\n")) return undefined;
    const allowedFromAddresses = list.length === 0 ? null : list;
    const changed = await credentials.patch(name, { allowedFromAddresses }, etag);
    if (changed !== undefined) return changed;
  }
  throw new CommandError(
    `${JSON.stringify(name)} was changed by others during each of ${MAX_TRIES} attempts: try again.`,
  );
}

/** A login with a mailbox may do without a list: receiving rules give it addresses. */
function listAfter(
  { allowedFromAddresses: current, mailbox }: Credential,
  { add, remove }: SenderChange,
): string[] {
  const missing = remove.filter(address => !current.includes(address));
  if (missing.length > 0)
    throw new UsageError(
      "--remove",
      `${missing.join(", ")} is not in the list`,
      `it has ${current.join(", ")}`,
    );
  const list = unique([...current, ...add]).filter(address => !remove.includes(address));
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
