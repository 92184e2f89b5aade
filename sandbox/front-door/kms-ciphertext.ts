const KEY_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The ID of the key that the emulator (MiniStack 1.5.33) encrypted with: the first 36 bytes; empty for anything else. */
export function keyIdOfCiphertext(base64: unknown): string {
  if (typeof base64 !== "string") return "";
  const id = Buffer.from(base64, "base64").subarray(0, 36).toString("latin1");
  return KEY_ID.test(id) ? id : "";
}
