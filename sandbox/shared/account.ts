/**
 * AWS's own example account (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html). The
 * emulator treats a 12-digit access key ID as the account to work in, so clients use this as theirs.
 */
export const ACCOUNT_ID = "123456789012";

export const REGION = "eu-central-1";

/** SDK configuration for a client of a sandbox; the secret is not checked. */
export function clientConfig(endpoint: string) {
  return {
    endpoint,
    region: REGION,
    credentials: { accessKeyId: ACCOUNT_ID, secretAccessKey: "sandbox" },
  };
}
