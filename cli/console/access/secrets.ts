import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

/** 128 bits, in 22 characters that a URL, a cookie and a form take as they are. */
export function newSecret(): string {
  return randomBytes(16).toString("base64url");
}

/** Compares in a time that says nothing about either. */
export function isSameSecret(given: string, expected: string): boolean {
  return timingSafeEqual(digest(given), digest(expected));
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
