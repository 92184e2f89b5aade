import {
  GetAccessKeyLastUsedCommand,
  GetUserCommand,
  type IAMClient,
  ListAccessKeysCommand,
} from "@aws-sdk/client-iam";
import { ADDED_KINDS } from "../../handlers/reconciler/adapters/iam-added";
import { ignoreNotFound } from "../../handlers/reconciler/adapters/iam-errors";
import { type CandidateGroup, type CandidatePolicy, PolicyReader, readRightsGiven } from "./policies";

type Iam = Pick<IAMClient, "send">;

/** An IAM user that may become a login, with everything that decides about it. */
export interface Candidate {
  name: string;
  path: string;
  arn: string;
  /** The unique ID, which a resource's policy may name in place of the ARN. */
  id: string;
  tags: { key: string; value: string }[];
  boundary: string | undefined;
  keys: CandidateKey[];
  policies: CandidatePolicy[];
  groups: CandidateGroup[];
  /** What makes it more than a program's user: a console password, MFA devices, certificates and the like. */
  added: string[];
}

interface CandidateKey {
  id: string;
  active: boolean;
  /** The service that it was used for last, such as `ses`; undefined if it was never used. */
  lastUsedFor: string | undefined;
}

/** @returns undefined if IAM does not know the user @throws AWS's error */
export async function readCandidate(
  iam: Iam,
  UserName: string,
  reader = new PolicyReader(iam),
): Promise<Candidate | undefined> {
  const found = await ignoreNotFound(iam.send(new GetUserCommand({ UserName })));
  const user = found?.User;
  if (user === undefined) return undefined;
  const rights = await readRightsGiven(iam, UserName);
  if (rights === undefined) return undefined;
  const [keys, policies, groups, added] = await Promise.all([
    readKeys(iam, UserName),
    reader.policiesOf(UserName, rights),
    reader.groupsOf(rights),
    readAdded(iam, UserName),
  ]);
  return {
    name: user.UserName ?? UserName,
    path: user.Path ?? "/",
    arn: user.Arn ?? "",
    id: user.UserId ?? "",
    tags: (user.Tags ?? []).map(({ Key = "", Value = "" }) => ({ key: Key, value: Value })),
    boundary: user.PermissionsBoundary?.PermissionsBoundaryArn,
    keys,
    policies,
    groups,
    added,
  };
}

async function readKeys(iam: Iam, UserName: string): Promise<CandidateKey[]> {
  const { AccessKeyMetadata = [] } = await iam.send(new ListAccessKeysCommand({ UserName }));
  return Promise.all(
    AccessKeyMetadata.map(async ({ AccessKeyId = "", Status }) => {
      const used = await ignoreNotFound(iam.send(new GetAccessKeyLastUsedCommand({ AccessKeyId })));
      const service = used?.AccessKeyLastUsed?.ServiceName;
      return {
        id: AccessKeyId,
        active: Status === "Active",
        // A key that was never used has "N/A": https://docs.aws.amazon.com/IAM/latest/APIReference/API_AccessKeyLastUsed.html.
        lastUsedFor: service === "N/A" ? undefined : service,
      };
    }),
  );
}

/** Groups are judged by what they allow. */
async function readAdded(iam: Iam, UserName: string): Promise<string[]> {
  const kinds = ADDED_KINDS.filter(({ name }) => name !== "group");
  const found = await Promise.all(
    kinds.map(async ({ name, list }) =>
      (await list(iam as IAMClient, UserName)).map(id => `${name} ${id}`.trim()),
    ),
  );
  return found.flat();
}
