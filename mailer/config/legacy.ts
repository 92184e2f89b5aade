/**
 * Configurations made for the SES API: the ones stored as `{provider: "ses" | "aws_ses", region, fromEmail, fromName,
 * sesAccessKey, sesSecretKey}`, and the nested form `{provider: "aws_ses", aws_ses: {region, from_email, …}}`.
 */

type Fields = Readonly<Record<string, unknown>>;

/** Today's names of the older fields. */
const RENAMED: Readonly<Record<string, string>> = {
  from_email: "fromEmail",
  from_name: "fromName",
  configuration_set: "configurationSet",
  smtp_username: "smtpUsername",
  smtp_password: "smtpPassword",
  use_iam_role: "useIamRole",
};

/** What a configuration for the SES API signs in with; no SMTP server accepts any of these. */
export const API_CREDENTIALS = [
  "sesAccessKey",
  "sesSecretKey",
  "useIamRole",
  "accessKeyId",
  "secretAccessKey",
] as const;

/** The same configuration under today's names. Unknown fields stay as they are; validates nothing. */
export function modernized(input: unknown): unknown {
  if (typeof input !== "object" || input === null) return input;
  const { aws_ses: nested, ...outer } = input as Fields;
  // Fields next to the nested object are newer: `ses-smtp config set` writes them there.
  const renamed: Record<string, unknown> = { ...renamedFields(nested), ...renamedFields(outer) };
  if (renamed.fromName === "" || renamed.fromName === null) delete renamed.fromName;
  return isAwsSes(renamed.provider) ? { ...renamed, provider: "ses" } : renamed;
}

/** Today's name of a field. */
export function currentName(field: string): string {
  return RENAMED[field] ?? field;
}

function renamedFields(fields: unknown): Fields {
  if (typeof fields !== "object" || fields === null) return {};
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given.map(([key, value]) => [currentName(key), value as unknown]));
}

/** Any name that a configuration has used for Amazon SES. */
export function isAwsSes(provider: unknown): boolean {
  return (
    typeof provider === "string" && ["ses", "aws_ses", "aws-ses", "awsses"].includes(provider.toLowerCase())
  );
}

/** @returns the credentials for the SES API that stand in place of an SMTP login; empty where there is a login */
export function apiCredentialsIn(fields: Fields): readonly string[] {
  const has = (name: string) => fields[name] !== undefined && fields[name] !== "" && fields[name] !== false;
  return has("smtpUsername") || has("smtpPassword") ? [] : API_CREDENTIALS.filter(has);
}
