import type { RequestContext } from "../../iam/access-request";
import type { FrontDoorRequest } from "../request";
import type { Resources } from "./resources";

/** One permission that a request needs. */
export interface RequiredPermission {
  /** For example `dynamodb:PutItem`. */
  readonly action: string;
  /** The ARN, or `*` for an action that has no resources. */
  readonly resource: string;
  /** The service's own condition keys; an empty list is a key that the request does not have. */
  readonly context?: RequestContext;
}

/** Where a request is made, and what its mapping to permissions depends on. */
export interface Scope {
  readonly region: string;
  readonly accountId: string;
  readonly resources: Resources;
}

/**
 * The permissions that a service asks for, from AWS's service authorization reference
 * (https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html).
 *
 * @returns undefined for a request that the sandbox cannot judge
 */
export type Mapper = (
  request: FrontDoorRequest,
  scope: Scope,
) => readonly RequiredPermission[] | undefined | Promise<readonly RequiredPermission[] | undefined>;

/**
 * The permission to give a service a role; none where a request gives none
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html).
 *
 * @param service for example `lambda.amazonaws.com`
 */
export function passRole(roleArn: unknown, service: string): RequiredPermission[] {
  if (typeof roleArn !== "string") return [];
  const context = { "iam:PassedToService": service, "iam:AssociatedResourceArn": [] };
  return [{ action: "iam:PassRole", resource: roleArn, context }];
}

/** A JSON body; an empty object where there is none. */
export function jsonOf({ body }: FrontDoorRequest): Record<string, unknown> {
  try {
    const parsed = JSON.parse(body.toString("utf8") || "{}") as unknown;
    return typeof parsed === "object" && parsed !== null ? (parsed as Record<string, unknown>) : {};
  } catch {
    return {}; // the service reports it
  }
}

export function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

export function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}

export function arrayOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}
