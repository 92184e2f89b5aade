import { FOREIGN_SECRET_ATTRIBUTE, type Adopting, isAdopting, readAdopting } from "../../records/unmanaged";
import { CommandError } from "../shared/context";
import type { Candidate } from "./candidate";
import type { Attributes, OtherRecord } from "./other-system";
import type { AdoptRequest } from "./ports";

/** @returns the mark of this adoption, if it has begun @throws CommandError if the record has another mark */
export function requireMark(
  { user, username }: AdoptRequest,
  record: Attributes | undefined,
): Adopting | undefined {
  if (record === undefined || !isAdopting(record)) return undefined;
  const mark = requireReadable(username, record);
  const name = JSON.stringify(username);
  if (mark.releasing)
    throw new CommandError(
      `Username ${name}: its login is being released: finish that first (ses-smtp credential release ${username}).`,
    );
  if (user !== mark.user && user !== mark.to)
    throw new CommandError(
      `Username ${name}: the IAM user ${mark.user} is being adopted as it: finish that first (ses-smtp credential adopt ${mark.user} --as ${username}).`,
    );
  return mark;
}

/** @throws CommandError if somebody else has written the record's mark */
export function requireReadable(username: string, record: Attributes): Adopting {
  const mark = readAdopting(record);
  if (mark !== undefined) return mark;
  throw new CommandError(
    `Record ${JSON.stringify(username)}: its attribute adopting cannot be read: restore it, or, if its IAM user is at a path of its own, remove it.`,
  );
}

/** A username has one login. @throws CommandError */
export function requireNoLogin(username: string, record: Attributes | undefined): void {
  if (record === undefined) return;
  const name = JSON.stringify(username);
  const isForeign = record[FOREIGN_SECRET_ATTRIBUTE] !== undefined;
  if (record.encrypted_password !== undefined && isForeign)
    throw new CommandError(
      `Record ${name}: it has two logins (encrypted_password and encrypted_credentials): delete the IAM user of the one that is not used, then remove its attribute.`,
    );
  // Without its password, a login of ours still has its user and key.
  const ours =
    record.encrypted_password ?? record.iam_user_name ?? (isForeign ? undefined : record.smtp_username);
  if (ours !== undefined)
    throw new CommandError(
      `Username ${name}: it has a login already: use another, or remove that one (ses-smtp credential remove).`,
    );
}

/** @throws CommandError if a record of the other system is about another user or key */
export function requireItsLogin(
  foreign: readonly OtherRecord[],
  user: Candidate,
  accessKeyId: string,
  mark: Adopting | undefined,
): void {
  for (const { username, attributes } of foreign) {
    const { iam_user_arn: arn, smtp_username: key } = attributes;
    const name = typeof arn === "string" ? arn.split("/").at(-1) : undefined;
    const record = `Record ${JSON.stringify(username)}`;
    if (name !== undefined && name !== user.name && name !== mark?.user)
      throw new CommandError(
        `${record}: it is about the IAM user ${name}, not ${user.name}: adopt that one, or use another username.`,
      );
    if (typeof key === "string" && key !== accessKeyId)
      throw new CommandError(
        `${record}: it is about the access key ${key}, and the active key of the IAM user ${user.name} is ${accessKeyId}: correct the record, or use another username.`,
      );
  }
}
