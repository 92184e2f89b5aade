import { isUsername, MAX_USERNAME_LENGTH } from "../../records/credential";
import { ApiClient } from "../api/client";
import { Credentials } from "../api/credentials";
import type { ApiOptions } from "../api/endpoint";
import { UsageError } from "../shared/context";

export interface OpenApi {
  api: ApiClient;
  credentials: Credentials;
}

/** @throws UsageError or CommandError where the API cannot be found */
export async function openApi(options: ApiOptions): Promise<OpenApi> {
  const api = await ApiClient.open(options);
  return { api, credentials: new Credentials(api) };
}

/** @throws UsageError before anything is asked of the API */
export function requireUsername(name: string): void {
  if (isUsername(name)) return;
  throw new UsageError(
    "<username>",
    `${JSON.stringify(name)} is not a valid username`,
    `use 1 to ${MAX_USERNAME_LENGTH} ASCII letters, digits or _+=.@-`,
  );
}
