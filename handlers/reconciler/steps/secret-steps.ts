import { describeError } from "../failures/aws-text";
import { LoginOutsidePath, RetryLater, StaleView } from "../failures/errors";
import { digestToApply } from "../observe";
import { CLOSING_MS } from "../ports";
import { pauseBetweenProbes, probe } from "./probe";
import type { StepContext } from "./step-context";

/** A deleted key may be accepted for some seconds more; SES learns of changes in IAM as late as of a new key. */
const MAX_ACCEPTED_MS = 75_000;
const PAUSE_MS = 2_000;

/**
 * Sees that the stored password, whose key no user of this username has, is not accepted. An endpoint that does not
 * answer proves nothing, and holds nothing up.
 *
 * @throws LoginOutsidePath
 */
export async function verifyNoLogin(context: StepContext): Promise<void> {
  const { run, ports, login } = context;
  if (login === undefined) return;
  for (let waited = 0; ; waited += PAUSE_MS) {
    const answer = await probe(context, login);
    if (answer.kind !== "accepted") return;
    if (waited >= MAX_ACCEPTED_MS || run.remainingMs() < CLOSING_MS)
      throw new LoginOutsidePath(login.user, ports.users.pathOf(run.username));
    await pauseBetweenProbes(context, PAUSE_MS);
  }
}

/**
 * Stores the password again, encrypted with the settings' key. The login is not touched. If it fails, the password
 * stays as it is, and so does the login.
 *
 * @throws RetryLater if it failed
 */
export async function reencrypt(context: StepContext): Promise<void> {
  const { run, ports, lease, login } = context;
  if (login === undefined) throw new StaleView("There is no password to encrypt again.");
  let ciphertext: string;
  try {
    ciphertext = await ports.cipher.encrypt(run.username, login.user, login.password);
  } catch (error) {
    const reason = describeError(error);
    throw new RetryLater(
      `The password of ${run.username} is still encrypted with a previous KMS key (${reason})`,
      { username: run.username },
    );
  }
  await lease.keep();
  const { record } = context;
  const attributes = { ...record.attributes, encrypted_password: ciphertext };
  const carriedOut = record.attributes.applied === digestToApply(record, ports);
  const applied = carriedOut ? digestToApply({ ...record, attributes }, ports) : undefined;
  context.record = await ports.store.saveCiphertext(record, ciphertext, applied, context.now());
}
