/**
 * Configurations made for the SES API: the ones stored as `{provider: "ses" | "aws_ses", region, fromEmail, fromName,
 * sesAccessKey, sesSecretKey}`, and the nested form `{provider: "aws_ses", aws_ses: {region, from_email, …}}`.
 */

type Fields = Readonly<Record<string, unknown>>;

/** Our names for the older ones. */
const RENAMED: Readonly<Record<string, string>> = {
  from_email: "fromEmail",
  from_name: "fromName",
  configuration_set: "configurationSet",
  smtp_username: "smtpUsername",
  smtp_password: "smtpPassword",
  use_iam_role: "useIamRole",
};

/** What a configuration for the SES API signs in with; no SMTP server takes any of these. */
export const API_CREDENTIALS = [
  "sesAccessKey",
  "sesSecretKey",
  "useIamRole",
  "accessKeyId",
  "secretAccessKey",
] as const;

/**
 * The same configuration under the names of today. Fields that it does not know stay as they are; nothing is
 * validated here.
 */
export function modernised(input: unknown): unknown {
  if (typeof input !== "object" || input === null) return input;
  const { aws_ses: nested, ...outer } = input as Fields;
  // What stands beside the nested object was set later, by `ses-smtp config set`.
  const renamed: Record<string, unknown> = { ...renamedFields(nested), ...renamedFields(outer) };
  if (renamed.fromName === "" || renamed.fromName === null) delete renamed.fromName;
  return isAwsSes(renamed.provider) ? { ...renamed, provider: "ses" } : renamed;
}

function renamedFields(fields: unknown): Fields {
  if (typeof fields !== "object" || fields === null) return {};
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given.map(([key, value]) => [RENAMED[key] ?? key, value as unknown]));
}

/** Any of the names that Amazon SES went by. */
export function isAwsSes(provider: unknown): boolean {
  return (
    typeof provider === "string" && ["ses", "aws_ses", "aws-ses", "awsses"].includes(provider.toLowerCase())
  );
}

/** @returns why it cannot send over SMTP yet and what to do; undefined where it has a login, or no trace of the API */
export function apiCredentialsFound(fields: Fields): string | undefined {
  const has = (name: string) => fields[name] !== undefined && fields[name] !== "" && fields[name] !== false;
  if (has("smtpUsername") || has("smtpPassword")) return undefined;
  const found = API_CREDENTIALS.filter(has);
  return found.length === 0 ? undefined : credentialsNeeded(found.join(" and "));
}

/** @param found the settings that were found instead */
export function credentialsNeeded(found: string): string {
  return (
    `SMTP credentials are needed: ${found} ${/ and /.test(found) ? "are" : "is"} for the SES API, which is not used. ` +
    "Get a user name and password by a pending SMTP_USER record (docs/credentials.md), or in the SES console under SMTP settings, " +
    "and give them as smtpUsername and smtpPassword (SES_SMTP_USERNAME and SES_SMTP_PASSWORD in the environment)"
  );
}
