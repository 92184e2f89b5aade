/** What AWS and its SDK refuse, told by the option or variable that mends it. */

/** What the command was told to use. */
export interface Place {
  table?: string | undefined;
  kmsKey?: string | undefined;
}

/** @returns undefined where the error is not of AWS or its SDK */
export function explainAwsError(error: unknown, place: Place): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const known = regionFault(error) ?? credentialsFault(error) ?? networkFault(error);
  if (known !== undefined) return known;
  if (!("$metadata" in error)) return undefined;
  const told = SERVICES[error.name];
  return told ? told(error, place) : `AWS: ${error.name}: ${error.message}`;
}

function regionFault({ message }: Error): string | undefined {
  if (/^Region is missing|region="" /.test(message))
    return "AWS_REGION: is missing: name the region that the table is in, such as eu-central-1.";
  if (!message.startsWith("Region not accepted")) return undefined;
  return `AWS_REGION: ${quoted(process.env.AWS_REGION)} is not the name of a region: write one such as eu-central-1.`;
}

function credentialsFault({ name, message }: Error): string | undefined {
  if (/^(CredentialsProviderError|TokenProviderError)$/.test(name)) {
    const reason = /any providers/.test(message) ? "there are none" : message;
    const profile = process.env.AWS_PROFILE;
    return profile
      ? `AWS_PROFILE ${quoted(profile)}: ${reason}: sign in, or name another profile (aws configure list-profiles).`
      : `AWS credentials: ${reason}: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name a profile in AWS_PROFILE.`;
  }
  if (!NOT_TAKEN.test(name)) return undefined;
  return `AWS credentials: AWS does not take them (${name}: ${message}): sign in again, or set others by AWS_PROFILE or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.`;
}

const NOT_TAKEN =
  /^(ExpiredToken(Exception)?|UnrecognizedClientException|InvalidSignatureException|InvalidClientTokenId|IncompleteSignature(Exception)?)$/;

function networkFault(error: Error): string | undefined {
  const { code } = error as NodeJS.ErrnoException;
  if (error.name !== "TimeoutError" && !UNREACHABLE.has(code ?? "")) return undefined;
  const reason = error.message || code;
  const variable = ["AWS_ENDPOINT_URL_DYNAMODB", "AWS_ENDPOINT_URL_KMS", "AWS_ENDPOINT_URL"].find(
    name => process.env[name],
  );
  return variable === undefined
    ? `AWS in ${region()} cannot be reached (${reason}): check the network, and the region in AWS_REGION.`
    : `${variable} ${quoted(process.env[variable])}: cannot be reached (${reason}): is what it names running? Unset it to use AWS itself.`;
}

const UNREACHABLE = new Set([
  ...["ECONNREFUSED", "ECONNRESET", "ENOTFOUND", "EAI_AGAIN", "ETIMEDOUT"],
  ...["EHOSTUNREACH", "ENETUNREACH", "EPIPE", "EPROTO"],
]);

type Told = (error: Error, place: Place) => string;

const denied: Told = ({ message }) => {
  // "User: ARN is not authorized to perform: ACTION on resource: ARN because …"
  const [, who, action, resource, reason = ""] =
    /^User: (\S+) is not authorized to perform: (\S+)(?: on resource: (\S+))?(.*)/s.exec(message) ?? [];
  if (action === undefined) return `AWS: access denied: ${message || "no reason was given"}.`;
  const what = resource === undefined ? action : `${action} on ${resource}`;
  return `AWS: ${who} may not ${what}: grant it that (docs/mailer.md, Stored configurations)${reason && `; AWS says:${reason.trimEnd()}`}.`;
};

/** By the name of the error: DynamoDB's ResourceNotFoundException is the table's, KMS's NotFoundException the key's. */
const SERVICES: Readonly<Record<string, Told>> = {
  ResourceNotFoundException: (_error, { table }) =>
    `--table ${quoted(table)}: there is no such table in ${region()}: name another (SES_SMTP_TABLE), or the table's region in AWS_REGION.`,
  NotFoundException: (_error, place) =>
    `${key(place)}: there is no such key in ${region()}: name another (SES_SMTP_KMS_KEY), or the key's region in AWS_REGION.`,
  DisabledException: (_error, place) => `${key(place)}: the key is disabled: enable it, or name another.`,
  KMSInvalidStateException: (_error, place) =>
    `${key(place)}: the key cannot be used in its present state: is it to be deleted? Name another.`,
  InvalidKeyUsageException: (_error, place) =>
    `${key(place)}: the key is not one for encrypting: name a symmetric one.`,
  AccessDeniedException: denied,
  AccessDenied: denied,
};

function key({ kmsKey }: Place): string {
  return kmsKey === undefined
    ? "The KMS key that the password was encrypted with"
    : `--kms-key ${quoted(kmsKey)}`;
}

function region(): string {
  return process.env.AWS_REGION || "the profile's region";
}

function quoted(text: string | undefined): string {
  return JSON.stringify(text ?? "");
}
