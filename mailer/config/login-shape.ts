import { regionOfHost } from "../../records/ses-regions";
import type { Target } from "./target";

/**
 * What a refused login most likely is, told by its shape alone; never quotes the password.
 * https://docs.aws.amazon.com/ses/latest/dg/smtp-credentials.html
 */
export function hintFor({ provider, login, region, host }: Target): string {
  if (provider !== "ses") return "Check user name and password.";
  if (!login) return "Give smtpUsername and smtpPassword.";
  const { username, password } = login;
  if (/^ASIA[A-Z0-9]{16}$/.test(username)) {
    return "The user name is the id of a temporary access key (ASIA…), which SES's SMTP endpoint never takes.";
  }
  if (isSmtpPassword(username) || isSecretKey(username)) {
    return "The user name has the shape of a password or secret key: are user name and password the other way round?";
  }
  if (!/^AKIA[A-Z0-9]{12,}$/.test(username)) {
    return `The user name "${username}" looks like the name of an IAM user: the SMTP user name is its access key id (AKIA…).`;
  }
  if (isSmtpPassword(password)) {
    const endpoint = regionOfHost(host);
    return endpoint !== undefined && endpoint !== region
      ? `The configuration's region is ${region} and the endpoint is in ${endpoint}: an SMTP password is good in one region only.`
      : `Both have the right shape: is the password of another region than ${region}, or the access key inactive or deleted?`;
  }
  if (isSecretKey(password)) {
    return "The password looks like a secret access key: SES wants the SMTP password derived from it (`ses-smtp password`).";
  }
  return "The password does not have the shape of an SES SMTP password (44 characters, beginning with B): copy it again.";
}

function isSecretKey(text: string): boolean {
  return /^[A-Za-z0-9/+]{40}$/.test(text);
}

/** Base64 of 33 bytes, the first of which is the version, 4: so the first letter is B. */
function isSmtpPassword(text: string): boolean {
  return /^B[A-Za-z0-9/+]{43}$/.test(text);
}
