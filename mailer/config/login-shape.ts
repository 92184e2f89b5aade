import { regionOfHost } from "../../records/ses-regions";
import type { Target } from "./target";

/**
 * Why a login was most likely rejected, judging by its shape alone; never quotes the password.
 * https://docs.aws.amazon.com/ses/latest/dg/smtp-credentials.html
 */
export function hintFor({ provider, login, region, host }: Target): string {
  if (provider !== "ses") return "Check the user name and password.";
  if (!login) return "Set smtpUsername and smtpPassword.";
  const problem = usernameProblem(login.username) ?? passwordProblem(login.password);
  if (problem !== undefined) return problem;
  const endpoint = regionOfHost(host);
  return endpoint !== undefined && endpoint !== region
    ? `The configuration's region is ${region}, but the endpoint is in ${endpoint}: an SMTP password works in one region only.`
    : `Both are well-formed: is the password for a region other than ${region}, or the access key inactive or deleted?`;
}

/** @returns a sentence if this cannot be the SMTP user name of SES */
export function usernameProblem(username: string): string | undefined {
  if (/^ASIA[A-Z0-9]{16}$/.test(username))
    return "The user name is a temporary access key ID (ASIA…), which SES's SMTP endpoint does not accept.";
  if (isSmtpPassword(username) || isSecretKey(username))
    return "The user name looks like a password or secret key: are user name and password swapped?";
  if (/^AKIA[A-Z0-9]{12,}$/.test(username)) return undefined;
  return `The user name "${username}" looks like an IAM user name: the SMTP user name is its access key ID (AKIA…).`;
}

/** @returns a sentence if this cannot be an SMTP password of SES; it never quotes it */
export function passwordProblem(password: string): string | undefined {
  if (isSmtpPassword(password)) return undefined;
  if (isSecretKey(password))
    return "The password looks like a secret access key: SES requires the SMTP password derived from it (`ses-smtp password`).";
  return "The password is not an SES SMTP password (44 characters, starting with B): copy it again.";
}

function isSecretKey(text: string): boolean {
  return /^[A-Za-z0-9/+]{40}$/.test(text);
}

/** Base64 of 33 bytes, the first of which is the version, 4: hence the first letter B. */
function isSmtpPassword(text: string): boolean {
  return /^B[A-Za-z0-9/+]{43}$/.test(text);
}
