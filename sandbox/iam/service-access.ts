import type { RequestContext } from "./access-request";
import { type PolicyDocument, listOf } from "./policy-document";
import { decide } from "./policy-evaluation";

/** A request that an AWS service makes for one of an account's resources, its source. */
export interface ServiceRequest {
  /** The service principal, for example `ses.amazonaws.com`. */
  readonly service: string;
  /** For example `sns:Publish`, or `sts:AssumeRole`. */
  readonly action: string;
  /** The ARN of the resource, or of the role. */
  readonly resource: string;
  readonly sourceArn: string;
}

/**
 * Whether a resource's policy, or a role's trust policy, allows a service's request. Policies of identities do not
 * count: the service is no identity of the account
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html).
 */
export function allowsService(policy: PolicyDocument, request: ServiceRequest): boolean {
  const { service, action, resource } = request;
  const access = { action, resource, context: contextOf(request) };
  return (
    decide(access, { identity: [], resource: { policy: withResources(policy), caller: { service } } }) ===
    "allowed"
  );
}

/** A service has no IAM principal, and no IP address that a policy could be about. */
function contextOf({ service, sourceArn }: ServiceRequest): RequestContext {
  const now = new Date();
  return {
    "aws:SourceArn": sourceArn,
    "aws:SourceAccount": sourceArn.split(":")[4] ?? "",
    "aws:SourceOwner": [], // in the default policy of a topic; alarms send it
    "aws:PrincipalIsAWSService": "true",
    "aws:PrincipalServiceName": service,
    "aws:PrincipalArn": [],
    "aws:PrincipalAccount": [],
    "aws:SourceIp": [],
    "aws:SourceVpc": [],
    "aws:SourceVpce": [],
    "aws:SecureTransport": "true",
    "aws:CurrentTime": now.toISOString(),
    "aws:EpochTime": String(Math.floor(now.getTime() / 1_000)),
  };
}

/** A trust policy has no Resource: it is about its role. */
function withResources(policy: PolicyDocument): PolicyDocument {
  const Statement = listOf(policy.Statement).map(statement =>
    statement.Resource === undefined && statement.NotResource === undefined
      ? { ...statement, Resource: "*" }
      : statement,
  );
  return { ...policy, Statement };
}
