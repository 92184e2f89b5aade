import { serviceError } from "./errors";
import { arnOf, type UserState } from "./iam-state";

/** What the function's role may do in IAM, as the program grants it. */
export interface IamRole {
  /** `/ses-smtp/{stack}/`: users are created, changed and removed below it. */
  path: string;
  boundaryArn: string;
  /** The tags that it may put, and the value of the first. */
  tags: { keys: readonly string[]; stack: string };
  /**
   * If the user does not exist, IAM cannot resolve its path and evaluates the ARN without one. GetUser of
   * `user/ses-smtp-user-*` is granted for that case; `false` leaves that statement out.
   */
  pathlessGranted: boolean;
  /** Actions that something else denies, such as an organization's policy. */
  denied?: readonly string[];
}

type Input = Readonly<Record<string, unknown>>;

/** @throws AccessDenied, as IAM does before it checks whether the user exists */
export function authorize(
  role: IamRole,
  operation: string,
  name: string,
  user: UserState | undefined,
  input: Input,
): void {
  const arn = user ? arnOf(user) : `arn:aws:iam::123456789012:user/${name}`;
  if (role.denied?.includes(operation)) throw denied(operation, arn);
  if (operation === "RemoveUserFromGroup") return authorizeGroup(role, String(input.GroupName), user);
  const below = arn.startsWith(`arn:aws:iam::123456789012:user${role.path}`);
  if (below && conditionsHold(role, operation, user, input)) return;
  const pathless = /:user\/ses-smtp-user-[^/]*$/.test(arn);
  if (pathless && role.pathlessGranted && operation === "GetUser") return;
  throw denied(operation, arn);
}

/** The resource is the group; its member is not looked at. */
function authorizeGroup(role: IamRole, group: string, user: UserState | undefined): void {
  const path = user?.groups.find(one => one.endsWith(`/${group}`)) ?? `/${group}`;
  if (!path.startsWith(role.path))
    throw denied("RemoveUserFromGroup", `arn:aws:iam::123456789012:group${path}`);
}

/** `iam:PermissionsBoundary` is the user's own, or the one that is put; tags are limited by their keys. */
function conditionsHold(
  role: IamRole,
  operation: string,
  user: UserState | undefined,
  input: Input,
): boolean {
  if (operation === "PutUserPolicy") return user?.boundary === role.boundaryArn;
  if (operation === "PutUserPermissionsBoundary") return input.PermissionsBoundary === role.boundaryArn;
  if (operation === "TagUser") return mayTag(role, input.Tags);
  return true;
}

/** Whether the role may put these tags: none beside ours, and this stack's name. */
export function mayTag({ tags: { keys, stack } }: IamRole, tags: unknown): boolean {
  const given = (tags ?? []) as UserState["tags"];
  return (
    given.every(({ Key }) => keys.includes(Key)) &&
    given.some(({ Key, Value }) => Key === keys[0] && Value === stack)
  );
}

export function denied(operation: string, arn: string): Error {
  return serviceError(
    "AccessDenied",
    `User: arn:aws:sts::123456789012:assumed-role/manager is not authorized to perform: iam:${operation} on resource: ${arn}`,
  );
}
