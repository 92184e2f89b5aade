import { pollUntil } from "../../../sandbox/shared/poll";
import type { Clients, Target } from "./target";

/** Writes a pending record and waits until it is active. */
export async function activate(
  { administrator }: Pick<Clients, "administrator">,
  username: string,
  domain: string,
): Promise<void> {
  await administrator.put(username, {
    status: "pending",
    allowed_from_addresses: [`${username}@${domain}`],
    entity_type: "smtp_credential",
  });
  await administrator.waitFor(username, ({ status }) => status === "active");
}

/** Deletes the login, because IAM does not delete a policy that is a user's permissions boundary. */
export async function removeUser(
  target: Pick<Target, "userExists">,
  { administrator }: Pick<Clients, "administrator">,
  username = "ann",
): Promise<void> {
  const { iam_user_name: name = "" } = await administrator.waitFor(
    username,
    ({ status }) => status === "active",
  );
  await administrator.remove(username);
  await pollUntil(`the removal of ${name}`, 90_000, async () =>
    (await target.userExists(name)) ? { yet: "it still exists" } : { done: undefined },
  );
}
