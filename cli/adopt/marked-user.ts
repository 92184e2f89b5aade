import { GetUserCommand, type IAMClient } from "@aws-sdk/client-iam";
import { ignoreNotFound } from "../../handlers/reconciler/adapters/iam-errors";
import type { Adopting } from "../../records/unmanaged";

/** Where a marked user is. */
export interface Whereabouts {
  name: string;
  path: string;
}

/**
 * Where a marked user is now. It is known by its unique ID: a user with its name may be another, which somebody made after
 * it was deleted.
 *
 * @returns undefined if IAM shows it under neither name
 */
export async function whereNow(
  iam: Pick<IAMClient, "send">,
  { user, to, user_id }: Adopting,
): Promise<Whereabouts | undefined> {
  for (const UserName of new Set([to, user])) {
    const found = await ignoreNotFound(iam.send(new GetUserCommand({ UserName })));
    if (found?.User?.UserId === user_id) return { name: UserName, path: found.User.Path ?? "/" };
  }
  return undefined;
}
