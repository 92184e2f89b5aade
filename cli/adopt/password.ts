import { CommandError } from "../shared/context";
import type { Candidate } from "./candidate";
import { decryptOther, type OtherRecord } from "./other-system";
import type { AdoptPorts, AdoptRequest } from "./ports";

/**
 * The login's password, which SES has accepted.
 *
 * @returns undefined if nobody knows it, or it cannot be tried because the login was stopped meanwhile
 * @throws CommandError if there is none, or SES does not accept it
 */
export async function findPassword(
  { password, withoutPassword, user: name }: AdoptRequest,
  { keys }: Candidate,
  accessKeyId: string,
  other: OtherRecord | undefined,
  ports: AdoptPorts,
): Promise<string | undefined> {
  if (withoutPassword) return undefined;
  const key = `IAM user ${name}`;
  const found = password ?? (await fromOther(accessKeyId, other, ports));
  if (found === undefined)
    throw new CommandError(
      `${key}: its SMTP password is not known: pipe it in with --password-stdin, or use --without-password.`,
    );
  if (!keys.some(({ id, active }) => id === accessKeyId && active)) {
    ports.progress("The login was stopped, so its password cannot be checked, and is not stored.");
    return undefined;
  }
  const answer = await ports.login(accessKeyId, found);
  if (answer.kind === "accepted") return found;
  const why =
    answer.kind === "refused"
      ? "SES rejects this password (535)"
      : `the login could not be verified (${answer.reason})`;
  throw new CommandError(
    `${key}, access key ${accessKeyId}: ${why}: use the SMTP password of region ${ports.region}, or --without-password.`,
  );
}

async function fromOther(
  accessKeyId: string,
  other: OtherRecord | undefined,
  { kms }: AdoptPorts,
): Promise<string | undefined> {
  if (other === undefined) return undefined;
  const secret = await decryptOther(kms, other);
  if (secret.accessKeyId === accessKeyId) return secret.password;
  throw new CommandError(
    `Record ${JSON.stringify(other.username)}: its password is for the access key ${secret.accessKeyId}, and the user's active key is ${accessKeyId}: pipe the password in with --password-stdin, or use --without-password.`,
  );
}
