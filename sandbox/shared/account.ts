import { createHmac, randomBytes } from "node:crypto";

import { SandboxError } from "./sandbox-error";

/**
 * AWS's own example account (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html). The
 * emulator treats a 12-digit access key ID as the account to work in, so clients use this as theirs.
 */
export const ACCOUNT_ID = "123456789012";

export const REGION = "eu-central-1";

/** The secret access keys of the sandboxes that this process knows, by the origin of their AWS endpoint. */
const secrets = new Map<string, string>();

/** @returns a secret for one emulator, which only the front door shares with it */
export function newEmulatorSecret(): string {
  return randomBytes(32).toString("hex");
}

/** The secret access key of clients and functions, who must not learn the emulator's secret from it. */
export function secretAccessKeyFor(emulatorSecret: string): string {
  return createHmac("sha256", emulatorSecret).update("AWS_SECRET_ACCESS_KEY").digest("hex");
}

/** Called by what starts or finds a sandbox, so that `clientConfig` needs the endpoint only. */
export function rememberSecret(endpoint: string, secretAccessKey: string): void {
  secrets.set(new URL(endpoint).origin, secretAccessKey);
}

export function knownSecret(endpoint: string): string | undefined {
  return secrets.get(new URL(endpoint).origin);
}

/** @throws SandboxError for an endpoint that this process does not know */
export function secretOf(endpoint: string): string {
  const secret = knownSecret(endpoint);
  if (secret !== undefined) return secret;
  throw new SandboxError(`The secret access key of ${endpoint} is unknown: call rememberSecret first.`);
}

/** SDK configuration for a client of a sandbox. */
export function clientConfig(endpoint: string) {
  return {
    endpoint,
    region: REGION,
    credentials: { accessKeyId: ACCOUNT_ID, secretAccessKey: secretOf(endpoint) },
  };
}
