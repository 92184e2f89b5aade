import { deriveSmtpPassword } from "../../shared/smtp-password";
import { StaleView } from "../failures/errors";
import type { StepContext } from "./step-context";

/** Creates an access key, whose password is in memory only until {@link saveSecret} has stored it. */
export async function createKey(context: StepContext, user: string): Promise<void> {
  const { ports, state } = context;
  const key = await ports.users.createKey(user);
  state.unsavedKey = { user, key: key.id, password: deriveSmtpPassword(key.secret, ports.region) };
}

export async function deleteKey(
  context: StepContext,
  { user, key }: { user: string; key: string },
): Promise<void> {
  const { ports, state } = context;
  const confirmed = await context.change(() => ports.users.deleteKey(user, key));
  state.keyGone(key, confirmed);
}

/** Encrypts the new password and stores it in the record; from then on it is the login. */
export async function saveSecret(context: StepContext): Promise<void> {
  const { run, ports, lease, state, observed } = context;
  const { unsavedKey } = state;
  if (unsavedKey === undefined) throw new StaleView("There is no new secret to store.");
  const arn = observed.actual.users.find(({ name }) => name === unsavedKey.user)?.arn ?? state.userArn;
  const ciphertext = await ports.cipher.encrypt(run.username, unsavedKey.key, unsavedKey.password);
  await context.keep();
  context.record = await ports.store.saveSecret(
    context.record,
    {
      smtpUsername: unsavedKey.key,
      ciphertext,
      iamUserName: unsavedKey.user,
      iamUserArn: arn ?? "",
      region: ports.region,
      smtpHost: ports.smtpHost,
    },
    { holder: lease.holder, correlationId: run.correlationId, eventId: run.eventId },
    context.now(),
  );
  context.login = { user: unsavedKey.key, password: unsavedKey.password };
}
