import { serviceError } from "./errors";
import { arnOf, type UserState } from "./iam-state";

/** What the function's role may do in IAM, as the program grants it. */
export interface IamRole {
  /** `/ses-smtp/{stack}/`: users are created, changed and removed below it. */
  path: string;
  boundaryArn: string;
  /**
   * If the user does not exist, IAM cannot resolve its path and evaluates the ARN without one. Reads and deletes of
   * `user/ses-smtp-user-*` are granted for that case; `false` leaves that statement out.
   */
  pathlessGranted: boolean;
}

const READS_AND_DELETES = /^(Get|List|Delete|Detach|Remove)/;

/** @throws AccessDenied, as IAM does before it checks whether the user exists */
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
