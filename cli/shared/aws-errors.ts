/** Errors of AWS and its SDK, explained by the option or variable that fixes them. */
import { MailerError } from "../../mailer/errors/mailer-error";
import { type Issue, issueText, sentence } from "../../mailer/validation/issue";

import { AnswerError } from "./bounded-answers";
import { CommandError, UsageError } from "./context";

/** The table and key that the command uses. */
export interface Place {
  table?: string | undefined;
  kmsKey?: string | undefined;
}

/** @returns undefined where the error is not from AWS or its SDK */
export function explainAwsError(error: unknown, place: Place): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const issue =
    regionIssue(error) ?? credentialsIssue(error) ?? networkIssue(error) ?? serviceIssue(error, place);
  return issue && sentence(shortened(issueText(issue)));
}

/** An answer may hold anything. */
const MAX_TEXT = 1_000;

function shortened(text: string): string {
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
}

function regionIssue({ message }: Error): Issue | undefined {
  const key = "AWS_REGION";
  if (/^Region is missing|region="" /.test(message)) {
    const profile = process.env.AWS_PROFILE;
    return profile
      ? {
          key: `AWS_PROFILE ${quoted(profile)}`,
          problem: "no such profile, or it has no region",
          remedy: "set AWS_REGION, or use another profile (aws configure list-profiles)",
        }
      : { key, problem: "missing", remedy: "set the region of the table, such as eu-central-1" };
  }
  if (!message.startsWith("Region not accepted")) return undefined;
  const problem = `${quoted(process.env.AWS_REGION)} is not a region name`;
  return { key, problem, remedy: "use one such as eu-central-1" };
}

function credentialsIssue({ name, message }: Error): Issue | undefined {
  const key = "AWS credentials";
  if (/^(CredentialsProviderError|TokenProviderError)$/.test(name)) {
    const problem = /any providers/.test(message) ? "none found" : withoutPeriod(message);
    const profile = process.env.AWS_PROFILE;
    return profile
      ? {
          key: `AWS_PROFILE ${quoted(profile)}`,
          problem,
          remedy: "sign in, or use another profile (aws configure list-profiles)",
        }
      : {
          key,
          problem,
          remedy: "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or a profile in AWS_PROFILE",
        };
  }
  if (!REJECTED_CREDENTIALS.test(name)) return undefined;
  return {
    key,
    problem: `AWS rejected them (${name}: ${withoutPeriod(message)})`,
    remedy: "sign in again, or set AWS_PROFILE or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
  };
}

const REJECTED_CREDENTIALS =
  /^(ExpiredToken(Exception)?|UnrecognizedClientException|InvalidSignatureException|InvalidClientTokenId|IncompleteSignature(Exception)?)$/;

function networkIssue(error: Error): Issue | undefined {
  const { code = "" } = error as NodeJS.ErrnoException;
  // The SDK adds a hint for programmers.
  const reason = error.message.replace(/\s*Deserialization error: .*$/s, "") || code;
  const unreachable = error.name === "TimeoutError" || UNREACHABLE.has(code);
  const garbled = error instanceof AnswerError || error instanceof SyntaxError || code.startsWith("HPE_");
  const variable = ["AWS_ENDPOINT_URL_DYNAMODB", "AWS_ENDPOINT_URL_KMS", "AWS_ENDPOINT_URL"].find(
    name => process.env[name],
  );
  // What AWS itself answers can be read; anything else that fails while reading it is an error of ours.
  const strange = variable !== undefined && !isOurs(error) && !isAwsError(error);
  if (!unreachable && !garbled && !strange) return undefined;
  const problem = unreachable ? `cannot be reached (${reason})` : `does not answer like AWS (${reason})`;
  return variable === undefined
    ? { key: `AWS in ${region()}`, problem, remedy: "check the network, and the region in AWS_REGION" }
    : {
        key: `${variable} ${quoted(process.env[variable])}`,
        problem,
        remedy: "start the server at this endpoint, or unset the variable to use AWS itself",
      };
}

/** The SDK adds $metadata to what it cannot read, too. */
function isAwsError(error: Error): boolean {
  return "$metadata" in error && !/^(Error|TypeError|RangeError)$/.test(error.name);
}

function isOurs(error: Error): boolean {
  return [MailerError, CommandError, UsageError].some(type => error instanceof type);
}

const UNREACHABLE = new Set([
  ...["ECONNREFUSED", "ECONNRESET", "ENOTFOUND", "EAI_AGAIN", "ETIMEDOUT"],
  ...["EHOSTUNREACH", "ENETUNREACH", "EPIPE", "EPROTO"],
]);

function serviceIssue(error: Error, place: Place): Issue | undefined {
  if (!("$metadata" in error)) return undefined;
  const explain = SERVICES[error.name];
  if (explain) return explain(error, place);
  const reason = withoutPeriod(error.message);
  return { key: "AWS", problem: error.name, remedy: reason || "no reason given" };
}

type Explain = (error: Error, place: Place) => Issue;

const accessDenied: Explain = ({ message }) => {
  // "User: ARN is not authorized to perform: ACTION on resource: ARN because …"
  const [, who, action, resource, reason = ""] =
    /^User: (\S+) is not authorized to perform: (\S+)(?: on resource: (\S+))?(.*)/s.exec(message) ?? [];
  if (action === undefined)
    return { key: "AWS", problem: "access denied", remedy: withoutPeriod(message) || "no reason given" };
  const what = resource === undefined ? action : `${action} on ${resource}`;
  const because = withoutPeriod(reason.trim());
  return {
    key: "AWS",
    problem: `${who} is not allowed to call ${what}${because && ` (${because})`}`,
    remedy: `grant this permission (${/^(dynamodb|kms):/.test(action) ? "docs/mailer.md, Stored configurations" : "docs/administration.md, Roles"})`,
  };
};

/** By the name of the error: ResourceNotFoundException is DynamoDB's, NotFoundException KMS's. */
const SERVICES: Readonly<Record<string, Explain>> = {
  ResourceNotFoundException: (_error, { table }) => ({
    key: `--table ${quoted(table)}`,
    problem: `no such table in ${region()}`,
    remedy: "use another (SES_SMTP_TABLE), or set AWS_REGION to the table's region",
  }),
  NotFoundException: (_error, place) => ({
    key: keyOption(place),
    problem: `no such key in ${region()}`,
    remedy: "use another (SES_SMTP_KMS_KEY), or set AWS_REGION to the key's region",
  }),
  DisabledException: (_error, place) => ({
    key: keyOption(place),
    problem: "the key is disabled",
    remedy: "enable it, or use another",
  }),
  KMSInvalidStateException: (_error, place) => ({
    key: keyOption(place),
    problem: "the key cannot be used in its current state",
    remedy: "pending deletion? Use another key",
  }),
  InvalidKeyUsageException: (_error, place) => ({
    key: keyOption(place),
    problem: "the key is not an encryption key",
    remedy: "use a symmetric encryption key",
  }),
  AccessDeniedException: accessDenied,
  AccessDenied: accessDenied,
};

function keyOption({ kmsKey }: Place): string {
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

function withoutPeriod(text: string): string {
  return text.replace(/\.$/, "");
}
