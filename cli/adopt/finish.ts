import { PasswordCipher } from "../../handlers/reconciler/adapters/password-cipher";
import { userPath } from "../../handlers/shared/iam-names";
import { allowing } from "../../handlers/shared/sender-history";
import { CREDENTIAL_PK } from "../../records/keys";
import { CommandError } from "../shared/context";
import { ChangedMeanwhile } from "./held-lease";
import { readUsername } from "./other-system";
import { finish, withoutSecret } from "./record-writes";
import type { Stepping } from "./steps";

/** The record may be changed at any time; each try reads it again. */
const MAX_TRIES = 5;

/** Somebody has removed the record: the manager removes the login, as that of any other. */
export class RecordRemoved extends CommandError {}

/**
 * The last write: the record has the login, and no mark.
 *
 * @throws RecordRemoved; ChangedMeanwhile; AWS's error; LeaseLost
 */
export async function finishRecord({ ports, adoption, mark, lease }: Stepping): Promise<void> {
  const { dynamodb, kms, table, kmsKeyArn, region, smtpHost, stack, clock } = ports;
  const { accessKeyId, password, foreign, patterns, request, user } = adoption;
  const { username } = request;
  const at = new Date(clock.now()).toISOString();
  const [partition = ""] = user.arn.split(":user/");
  const login = {
    smtp_username: accessKeyId,
    ...(password !== undefined && {
      encrypted_password: await new PasswordCipher(kms, kmsKeyArn, table).encrypt(
        username,
        accessKeyId,
        password,
      ),
    }),
    iam_user_name: mark.to,
    iam_user_arn: `${partition}:user${userPath(stack, username)}${mark.to}`,
    region,
    smtp_host: smtpHost,
    updated_at: at,
    verified_status: password === undefined ? "unproved" : "active",
  };
  const seconds = foreign
    .filter(({ key }) => key.PK !== CREDENTIAL_PK)
    .map(({ key }) => withoutSecret(table, key, at));
  const senders = allowing(undefined, patterns, clock.now());
  for (let tries = 1; ; tries++) {
    const { record } = await readUsername(dynamodb, table, username);
    if (record === undefined) {
      lease.leave({ unmanaged: undefined });
      throw new RecordRemoved(
        `Username ${JSON.stringify(username)}: its record was removed meanwhile, so its login is removed too.`,
      );
    }
    try {
      return await lease.write([finish(table, adoption, mark, record, login), ...seconds], {
        unmanaged: undefined,
        currentKey: accessKeyId,
        senders,
      });
    } catch (error) {
      if (!(error instanceof ChangedMeanwhile) || tries === MAX_TRIES) throw error;
    }
  }
}
