/**
 * AWS's own example account (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html). The
 * emulator takes an access key id of twelve digits for the account to work in: clients use it as theirs.
 */
export const ACCOUNT_ID = "123456789012";

export const REGION = "eu-central-1";
