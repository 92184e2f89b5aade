import { IAMClient, ListAccessKeysCommand, ListUsersCommand } from "@aws-sdk/client-iam";
import { ACCOUNT_ID } from "../../../sandbox/shared/account";
import type { SandboxReport } from "../../../sandbox/shared/report";

/** What IAM has of one username, seen past the product. */
export interface IamState {
  users: string[];
  /** `{id} {status}` of every key of these users. */
  keys: string[];
}

export async function iamState(
  { emulator, region }: SandboxReport,
  username: string,
  stack = "sandbox",
): Promise<IamState> {
  const credentials = { accessKeyId: ACCOUNT_ID, secretAccessKey: "test" };
  const iam = new IAMClient({ endpoint: emulator, region, credentials });
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
