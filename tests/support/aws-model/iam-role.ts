import { serviceError } from "./errors";
import { arnOf, type UserState } from "./iam-state";

/** What the function's role may do in IAM, as the program grants it. */
export interface IamRole {
  /** `/ses-smtp/{stack}/`: below it users are made, changed and removed. */
  path: string;
  boundaryArn: string;
  /**
   * Without a user IAM cannot resolve a path, and judges the pathless ARN: reads and deletes of
   * `user/ses-smtp-user-*` are granted then. `false` leaves that statement out.
   */
  pathlessGranted: boolean;
}

const READS_AND_DELETES = /^(Get|List|Delete|Detach|Remove)/;

/** @throws AccessDenied, as IAM does before it looks whether there is such a user */
export function authorize(role: IamRole, operation: string, name: string, user: UserState | undefined): void {
  const arn = user ? arnOf(user) : `arn:aws:iam::123456789012:user/${name}`;
  if (arn.startsWith(`arn:aws:iam::123456789012:user${role.path}`)) return;
  const pathless = /:user\/ses-smtp-user-[^/]*$/.test(arn);
  if (pathless && role.pathlessGranted && READS_AND_DELETES.test(operation)) return;
  throw denied(operation, arn);
}

export function denied(operation: string, arn: string): Error {
  return serviceError(
    "AccessDenied",
    `User: arn:aws:sts::123456789012:assumed-role/manager is not authorized to perform: iam:${operation} on resource: ${arn}`,
  );
}
