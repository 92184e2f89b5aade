import { decryptPassword } from "../api/decrypt";
import type { EncryptedSecret } from "../api/credentials";
import { type Sheet, sheetOf } from "../sheet/sheet";
import type { OpenApi } from "./open";

/**
 * A login's password, decrypted with the caller's own permission, and all that a mail client needs.
 *
 * @throws MayNotDecrypt; CommandError with the API's or AWS's reason
 */
export async function loginSheet(
  { api, credentials }: OpenApi,
  name: string,
): Promise<{ secret: EncryptedSecret; sheet: Sheet }> {
  const secret = await credentials.secret(name);
  const password = await decryptPassword(secret, api.endpoint.region);
  return { secret, sheet: sheetOf(secret, password, api.endpoint.smtp) };
}
