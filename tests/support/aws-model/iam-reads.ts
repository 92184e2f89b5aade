import { serviceError } from "./errors";
import { readAdded } from "./iam-added";
import { arnOf, type UserState } from "./iam-state";

export type Input = Readonly<Record<string, unknown>>;

/** The answer to a call that reads a user. */
export function read(operation: string, user: UserState, input: Input): unknown {
  switch (operation) {
    case "GetUser":
      return { User: describe(user, "got") };
    case "GetUserPolicy": {
      const document = user.inline[text(input.PolicyName)];
      if (document === undefined) throw serviceError("NoSuchEntityException", "The policy cannot be found.");
      return { PolicyDocument: encodeURIComponent(document) };
    }
    case "ListAccessKeys":
      return {
        AccessKeyMetadata: user.keys.map(key => ({
          AccessKeyId: key.id,
          Status: key.active ? "Active" : "Inactive",
          CreateDate: new Date(key.createdAt),
        })),
      };
    case "ListUserPolicies":
      return { PolicyNames: Object.keys(user.inline) };
    case "ListAttachedUserPolicies":
      return { AttachedPolicies: user.attached.map(PolicyArn => ({ PolicyArn })) };
    case "ListGroupsForUser":
      return { Groups: user.groups.map(group => ({ GroupName: group.split("/").at(-1) })) };
    default: {
      const answer = readAdded(operation, user);
      if (answer === undefined) throw new Error(`The model has no IAM ${operation}.`);
      return answer;
    }
  }
}

/** ListUsers leaves out tags and boundary: https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListUsers.html */
export function describe(user: UserState, answer: "listed" | "got" | "made") {
  const { name, path, id, createdAt, tags, boundary } = user;
  return {
    UserName: name,
    Path: path,
    UserId: id,
    Arn: arnOf(user),
    CreateDate: new Date(createdAt),
    ...(answer === "listed" ? {} : { Tags: [...tags] }),
    ...(answer === "listed" || !boundary
      ? {}
      : { PermissionsBoundary: { PermissionsBoundaryArn: boundary } }),
  };
}

/** A parameter; empty if it is missing. */
export function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
