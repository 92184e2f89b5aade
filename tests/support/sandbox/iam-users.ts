import { IAMClient, ListAccessKeysCommand, ListUsersCommand } from "@aws-sdk/client-iam";
import { clientConfig } from "../../../sandbox/shared/account";
import type { SandboxReport } from "../../../sandbox/shared/report";

/** The IAM users and keys of one username, read directly from IAM. */
export interface IamState {
  users: string[];
  /** `{id} {status}` of every access key of these users. */
  keys: string[];
}

export async function iamState(
  { emulator }: SandboxReport,
  username: string,
  stack = "sandbox",
): Promise<IamState> {
  const iam = new IAMClient(clientConfig(emulator));
  try {
    const { Users = [] } = await iam.send(
      new ListUsersCommand({ PathPrefix: `/ses-smtp/${stack}/${username}/` }),
    );
    const users = Users.map(({ UserName }) => UserName ?? "");
    const lists = await Promise.all(users.map(UserName => iam.send(new ListAccessKeysCommand({ UserName }))));
    const keys = lists.flatMap(({ AccessKeyMetadata = [] }) => AccessKeyMetadata);
    return { users, keys: keys.map(({ AccessKeyId = "", Status = "" }) => `${AccessKeyId} ${Status}`) };
  } finally {
    iam.destroy();
  }
}
