import type { AllowedActions } from "../catalog/allowed-actions";
import { isBelowProject, projectOf } from "../privilege/actions";
import { isPattern } from "../privilege/arn";
import type { Conditions } from "../privilege/conditions";
import type { Statement } from "../privilege/document";
import { identityStatements, resourceStatements, trustStatements } from "../privilege/documents";
import { attachedPolicies, awsPolicyName } from "../privilege/managed-policies";
import { accountOf } from "../privilege/trust";
import { valueAt } from "../resource/path";
import { UNKNOWN } from "../resource/plain";
import { dependenciesAt, resourcesNamed } from "../resource/references";
import { label, type StackResource, type StackRule } from "../resource/resource";
import { accountOfArn, type OwnAccounts, ownAccounts } from "./accounts";

const POLICY = "aws:iam/policy:Policy";
const ROLE = "aws:iam/role:Role";
const STATE_MACHINE = "aws:sfn/stateMachine:StateMachine";
const BOUNDARY_KEY = "iam:permissionsboundary";
const ACCOUNT_KEYS = /^(aws:(source|principal)(account|arn|owner)|aws:sourceowner|kms:calleraccount)$/;

/**
 * What only the whole stack shows: that accounts it lets in are its own, and that boundaries, attached policies, and
 * what privileged actions name exactly are declared in it.
 */
export function ownScope(allowed: AllowedActions): StackRule {
  return resources => {
    const accounts = ownAccounts(resources);
    return resources.flatMap(resource =>
      [
        ...foreignAccounts(resource, accounts),
        ...foreignPolicies(resource, resources),
        ...foreignObjects(resource, resources, allowed),
      ].map(issue => ({ resource, message: `${label(resource)}: ${issue}.` })),
    );
  };
}

function foreignAccounts(resource: StackResource, accounts: OwnAccounts): string[] {
  const statements = [
    ...trustStatements(resource).statements,
    ...resourceStatements(resource).statements,
  ].filter(({ allows }) => allows);
  const principals = statements.flatMap(own =>
    own.principals.flatMap(principal => accountOf(principal) ?? []),
  );
  const { principal } = resource.props;
  const named = typeof principal === "string" ? [accountOf({ kind: "AWS", id: principal }) ?? []].flat() : [];
  const sources = [
    ...statements.flatMap(({ conditions }) => conditionAccounts(conditions)),
    ...["sourceAccount", "sourceArn"].flatMap(input => accountIn(resource.props[input]) ?? []),
  ];
  const foreign = new Set([
    ...[...principals, ...named].filter(account => !accounts.includes(account)),
    ...sources.filter(account => !accounts.accepts(account)),
  ]);
  return [...foreign].map(
    account =>
      `lets in account ${account}, which is not known to be this stack's; name a role or service of this stack's account, or make an exception`,
  );
}

function conditionAccounts(conditions: Conditions): string[] {
  return conditions
    .filter(({ key }) => ACCOUNT_KEYS.test(key))
    .flatMap(({ values }) => (values ?? []).flatMap(value => accountIn(value) ?? []));
}

function accountIn(value: unknown): string | undefined {
  if (typeof value !== "string") return undefined;
  return /^\d{12}$/.test(value) ? value : accountOfArn(value);
}

/** Boundaries of users and attached policies: nobody sees what a policy from elsewhere allows. */
function foreignPolicies(resource: StackResource, all: readonly StackResource[]): string[] {
  const attached = attachedPolicies(resource.type, resource.props)
    .filter(arn => awsPolicyName(arn) === undefined && !isDeclared(arn, all, POLICY))
    .map(arn => `attaches ${arn}, which is not a policy of this stack; attach one that the stack declares`);
  const boundary = valueAt(resource.props, "permissionsBoundary");
  const isForeign =
    resource.type === "aws:iam/user:User" &&
    (boundary === UNKNOWN
      ? !dependenciesAt(resource, "permissionsBoundary").some(({ type }) => type === POLICY)
      : typeof boundary === "string" && !isDeclared(boundary, all, POLICY));
  const { roleArn } = resource.props;
  const runsAs =
    resource.type === STATE_MACHINE && typeof roleArn === "string" && !isDeclared(roleArn, all, ROLE)
      ? [`runs as ${roleArn}, which is not a role of this stack; use one that the stack declares`]
      : [];
  return [
    ...attached,
    ...runsAs,
    ...(isForeign
      ? ["has a permissions boundary that is not a policy of this stack; use one that the stack declares"]
      : []),
  ];
}

function foreignObjects(
  resource: StackResource,
  all: readonly StackResource[],
  allowed: AllowedActions,
): string[] {
  return identityStatements(resource)
    .statements.filter(({ allows }) => allows)
    .flatMap(statement => [
      ...foreignBoundary(statement, all),
      ...statement.actions.flatMap(action => {
        if ((allowed.needsOf(action) ?? "") === "") return [];
        const foreign = statement.resources.find(
          own =>
            !isPattern(own) &&
            !isBelowProject(own, projectOf(resource)) &&
            resourcesNamed(own, all).length === 0,
        );
        return foreign === undefined
          ? []
          : [
              `statement "${statement.sid}" allows ${action} on "${foreign}", which is not part of this stack, and it can give rights away; name a resource the stack declares`,
            ];
      }),
    ]);
}

function foreignBoundary({ sid, conditions }: Statement, all: readonly StackResource[]): string[] {
  return conditions
    .filter(({ key }) => key === BOUNDARY_KEY)
    .flatMap(({ values }) => (values ?? []).filter(value => !isDeclared(value, all, POLICY)))
    .map(
      value =>
        `statement "${sid}" requires the boundary ${value}, which is not a policy of this stack; use one that the stack declares`,
    );
}

function isDeclared(arn: string, all: readonly StackResource[], type: string): boolean {
  return resourcesNamed(arn, all).some(resource => resource.type === type);
}
