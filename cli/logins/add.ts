import type { Credential, Credentials, Inputs } from "../api/credentials";
import { CommandError, UsageError } from "../shared/context";
import { requireUsername } from "./open";

/** What a new login is asked for. */
export interface NewLogin {
  name: string;
  /** Addresses and patterns. */
  from: readonly string[];
  inputs: Partial<Omit<Inputs, "allowedFromAddresses">>;
}

/** @throws UsageError before anything is asked of the API */
export function requireNewLogin({ name, from, inputs }: NewLogin): void {
  requireUsername(name);
  if (from.length === 0 && !inputs.mailbox)
    throw new UsageError("--from", "missing", "name an address, or the login's --mailbox");
}

/** @throws UsageError; CommandError if there is one with this name, or with the API's reason */
export async function addLogin(credentials: Credentials, login: NewLogin): Promise<Credential> {
  requireNewLogin(login);
  const { name, from, inputs } = login;
  const created = await credentials.create(name, {
    ...(from.length > 0 && { allowedFromAddresses: [...from] }),
    ...inputs,
  });
  if (created !== undefined) return created;
  throw new CommandError(
    `${JSON.stringify(name)} already exists: change it with \`ses-smtp credential allow\`, or use another username.`,
  );
}
