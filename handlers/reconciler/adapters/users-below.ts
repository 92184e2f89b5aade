import { type IAMClient, ListUsersCommand, type User } from "@aws-sdk/client-iam";

/** All users below a path, which ends with a slash. @throws AWS's error */
export async function usersBelow(iam: Pick<IAMClient, "send">, PathPrefix: string): Promise<User[]> {
  const users: User[] = [];
  let Marker: string | undefined;
  do {
    const page = await iam.send(new ListUsersCommand({ PathPrefix, ...(Marker ? { Marker } : {}) }));
    users.push(...(page.Users ?? []));
    Marker = page.IsTruncated ? page.Marker : undefined;
  } while (Marker !== undefined);
  return users;
}
