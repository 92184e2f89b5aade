import type { AccessRequest, RequestContext } from "../../iam/access-request";
import { type ApplicablePolicies, type Decision, decide, unjudged } from "../../iam/policy-evaluation";
import { allowsService, type ServiceRequest } from "../../iam/service-access";
import type { Caller } from "../admission";
import type { EmulatorClients } from "../emulator-client";
import type { FrontDoorRequest } from "../request";
import { MAPPERS } from "./actions";
import type { RequiredPermission } from "./permission";
import { ResourcePolicies } from "./resource-policies";
import { Resources } from "./resources";
import { type Role, RolePolicies } from "./role-policies";

type RoleCaller = Extract<Caller, { kind: "role" }>;

/**
 * Applies policies to a function's calls, as IAM does within one account: those of its role, its permissions boundary,
 * and those of the resources. The developer's own calls are the account root's, which may do anything.
 */
export class Authorizer {
  private readonly roles: RolePolicies;
  private readonly resourcePolicies: ResourcePolicies;
  readonly resources: Resources;

  constructor(
    clients: EmulatorClients,
    readonly place: { readonly region: string; readonly accountId: string },
  ) {
    this.roles = new RolePolicies(clients.iam);
    this.resourcePolicies = new ResourcePolicies(clients);
    this.resources = new Resources(clients);
  }

  /** @returns why AWS refuses, or undefined for a call that is allowed */
  async refusal(request: FrontDoorRequest, caller: Caller): Promise<string | undefined> {
    if (caller.kind === "root") return undefined;
    const mapper = Object.hasOwn(MAPPERS, request.service) ? MAPPERS[request.service] : undefined;
    const needed = await mapper?.(request, { ...this.place, resources: this.resources });
    const principal = sessionArn(caller);
    if (needed === undefined) {
      const what = `${request.service || "an unsigned service"} ${request.action}`;
      return `The sandbox cannot judge whether ${principal} is authorized to call ${what}.`;
    }
    for (const permission of needed) {
      const message = await this.problem(permission, caller, request);
      if (message !== undefined) return `User: ${principal} ${message}`;
    }
    return undefined;
  }

  /** Whether a function's role may not do this, whoever makes the request. */
  async refusesRole(
    permission: RequiredPermission,
    roleArn: string,
    sessionName: string,
    request: FrontDoorRequest,
  ): Promise<boolean> {
    return (await this.problem(permission, { kind: "role", roleArn, sessionName }, request)) !== undefined;
  }

  /** Whether a role exists and its trust policy lets a service assume it for one of the account's resources. */
  async mayAssume(service: string, roleArn: string, sourceArn: string): Promise<boolean> {
    const { trust } = await this.roles.of(roleArn);
    const request = { service, action: "sts:AssumeRole", resource: roleArn, sourceArn };
    return trust !== undefined && allowsService(trust, request);
  }

  /** @returns why the resource's policy does not allow a service's request, or undefined if it does */
  async refusalOfService(request: ServiceRequest): Promise<string | undefined> {
    const { service, action, resource, sourceArn } = request;
    const found = await this.resourcePolicies.of(resource);
    if (found !== undefined && allowsService(found.policy, request)) return undefined;
    return `The policy of ${resource} does not allow ${action} to ${service} for ${sourceArn}.`;
  }

  private async problem(
    permission: RequiredPermission,
    caller: RoleCaller,
    request: FrontDoorRequest,
  ): Promise<string | undefined> {
    const role = await this.roles.of(caller.roleArn);
    const policies = await this.policiesFor(permission, caller, role);
    return problemOf(permission, this.contextOf(request, caller, role), policies);
  }

  /** Called after a request took effect, because it may have changed what decisions depend on. */
  forget(request: FrontDoorRequest): void {
    this.roles.forget(request);
    this.resourcePolicies.forget(request);
    this.resources.forget(request);
  }

  private async policiesFor(
    { resource: arn }: RequiredPermission,
    caller: RoleCaller,
    { policies: identity, boundary }: Role,
  ): Promise<ApplicablePolicies> {
    const found = await this.resourcePolicies.of(arn);
    const { roleArn } = caller;
    const principal = { accountId: this.place.accountId, arn: sessionArn(caller), roleArn };
    return { identity, boundary, resource: found && { ...found, caller: principal } };
  }

  /**
   * The keys of every request
   * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html). A function's IP address
   * and organization are unknown here, so conditions on them cannot be judged.
   */
  private contextOf({ headers }: FrontDoorRequest, caller: RoleCaller, role: Role): RequestContext {
    const now = new Date();
    const { region, accountId } = this.place;
    const tags = Object.entries(role.tags).map(([key, value]) => [`aws:PrincipalTag/${key}`, value] as const);
    return {
      "aws:CurrentTime": now.toISOString(),
      "aws:EpochTime": String(Math.floor(now.getTime() / 1_000)),
      "aws:TokenIssueTime": now.toISOString(),
      "aws:PrincipalArn": caller.roleArn,
      "aws:PrincipalAccount": accountId,
      "aws:PrincipalType": "AssumedRole",
      "aws:userid": `${role.id}:${caller.sessionName}`,
      "aws:username": [],
      "aws:PrincipalIsAWSService": "false",
      "aws:PrincipalServiceName": [],
      "aws:RequestedRegion": region,
      "aws:SecureTransport": "true", // on AWS, where functions call HTTPS endpoints
      "aws:MultiFactorAuthPresent": "false",
      "aws:MultiFactorAuthAge": [],
      "aws:FederatedProvider": [],
      "aws:SourceIdentity": [],
      "aws:ViaAWSService": "false",
      "aws:CalledVia": [],
      "aws:CalledViaFirst": [],
      "aws:CalledViaLast": [],
      "aws:SourceAccount": [],
      "aws:SourceArn": [],
      "aws:SourceOwner": [], // of services that act for an account, as in the policy that SNS gives a new topic
      "aws:SourceVpc": [],
      "aws:SourceVpce": [],
      "aws:VpcSourceIp": [],
      "aws:Referer": [],
      "aws:UserAgent": headers["user-agent"] ?? [],
      "aws:RequestTag/*": [],
      "aws:TagKeys": [],
      "lambda:SourceFunctionArn": `arn:aws:lambda:${region}:${accountId}:function:${caller.sessionName}`,
      ...(Object.fromEntries(tags) as Record<string, string>),
      "aws:PrincipalTag/*": [],
    };
  }
}

function problemOf(
  { action, resource, context = {} }: RequiredPermission,
  common: RequestContext,
  policies: ApplicablePolicies,
): string | undefined {
  const request: AccessRequest = { action, resource, context: { ...common, ...context } };
  const decision = decide(request, policies);
  if (decision === "allowed") return undefined;
  const unknown = unjudged(request, policies);
  const note = unknown.length === 0 ? "" : ` (the sandbox cannot judge ${unknown.join(", ")})`;
  return `is not authorized to perform: ${action} on resource: ${resource} ${reasonOf(decision, action)}${note}`;
}

function reasonOf(decision: Exclude<Decision, "allowed">, action: string): string {
  return decision.replace("the action", `the ${action} action`);
}

/** As in AWS's messages; the role's path is not part of it. */
function sessionArn({ roleArn, sessionName }: RoleCaller): string {
  const [, account = "", name = ""] = /^arn:aws:iam::(\d+):role\/(?:.*\/)?([^/]+)$/.exec(roleArn) ?? [];
  return `arn:aws:sts::${account}:assumed-role/${name}/${sessionName}`;
}
