/** Long enough for any address (RFC 5321), and without what could begin another header. */
const ADDRESS = /^[\x21-\x7e]{1,64}@[a-z0-9.-]{3,255}$/i;

/** Whether a value is one email address. */
export function isAddress(value: unknown): value is string {
  return typeof value === "string" && ADDRESS.test(value);
}

/** Whom to tell about a login; undefined if the record names nobody, or not by a valid address. */
export function ownerEmail({ owner_email }: Readonly<Record<string, unknown>>): string | undefined {
  return isAddress(owner_email) ? owner_email : undefined;
}
