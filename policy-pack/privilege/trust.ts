import type { Reasons } from "../catalog/reasons";
import { label, type ResourceRule } from "../resource/resource";
import { isPattern } from "./arn";
import { aclIssues } from "./bucket-acls";
import { CALLER_KEYS, isRestrictedBy, negativeOperator, SOURCE_KEYS } from "./conditions";
import type { Principal, Statement } from "./document";
import { resourceStatements, trustStatements } from "./documents";
import { permissionIssues } from "./permissions";

/** What a trust policy may allow. */
const TRUST_ACTIONS = ["sts:assumerole", "sts:tagsession", "sts:setsourceidentity"];
/** A principal of one account, by number or exact ARN. The region is that of test doubles; IAM itself has none. */
const ACCOUNT_PRINCIPAL = /^(\d{12}|arn:aws[a-z-]*:(iam|sts):[a-z0-9-]*:\d{12}:[^*?$]+)$/;
const SERVICE = /^[a-z0-9.-]+\.amazonaws\.com(\.cn)?$/;

/**
 * Who may assume a role, and whom a permission lets in. A service must state on whose behalf it acts: otherwise
 * somebody else's resource can make the service act here
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html).
 */
export function guardedTrust(withoutSource: Reasons): ResourceRule {
  return resource => {
    const { statements, unreadable } = trustStatements(resource);
    const issues = [
      ...statements
        .filter(({ allows }) => allows)
        .flatMap(statement => trustIssues(statement, withoutSource)),
      ...permissionIssues(resource),
    ];
    return [...unreadable, ...issues.map(issue => ({ message: `${label(resource)}: ${issue}.` }))];
  };
}

/** The same for the policies of topics, queues, buckets, keys, event buses, identities, functions, and the like. */
export const namedSources: ResourceRule = resource => {
  const issues = [
    ...resourceStatements(resource)
      .statements.filter(({ allows }) => allows)
      .flatMap(statement =>
        senderIssues(statement, undefined).map(issue => `statement "${statement.sid}" ${issue}`),
      ),
    ...aclIssues(resource),
  ];
  return issues.map(issue => ({ message: `${label(resource)}: ${issue}.` }));
};

function trustIssues(statement: Statement, withoutSource: Reasons): string[] {
  if (statement.notPrincipal)
    return ["trusts everyone except those it names (NotPrincipal); name who may assume it"];
  const other = statement.actions.find(action => !TRUST_ACTIONS.includes(action.toLowerCase()));
  return [
    ...senderIssues(statement, withoutSource),
    ...(other === undefined || statement.principals.some(({ kind }) => kind === "Federated")
      ? []
      : [`allows ${other} in its trust policy; allow sts:AssumeRole only`]),
  ];
}

/** @param withoutSource services a role may trust without a source; undefined outside trust policies */
function senderIssues(statement: Statement, withoutSource: Reasons | undefined): string[] {
  const negative = negativeOperator(statement.conditions);
  return [
    ...(negative === undefined || statement.principals.length === 0
      ? []
      : [
          `uses ${negative}, which allows everything it does not name; use an operator that names what is allowed`,
        ]),
    ...statement.principals.flatMap(principal => principalIssue(principal, statement, withoutSource) ?? []),
  ];
}

function principalIssue(
  { kind, id }: Principal,
  { conditions }: Statement,
  withoutSource: Reasons | undefined,
): string | undefined {
  const verb = withoutSource === undefined ? "allows" : "trusts";
  switch (kind) {
    case "Service":
      if (!SERVICE.test(id)) return `${verb} ${id}, which is not the name of one service; name the service`;
      if (withoutSource?.has(id) === true || isRestrictedBy(conditions, SOURCE_KEYS)) return undefined;
      return `${verb} ${id} from any account; add a condition on aws:SourceArn or aws:SourceAccount with exact values of this account`;
    case "*":
      if (isRestrictedBy(conditions, { ...SOURCE_KEYS, ...CALLER_KEYS })) return undefined;
      return `${verb} everyone ("*"); ${withoutSource === undefined ? "name the principals" : "name who may assume it"}`;
    case "AWS":
      if (ACCOUNT_PRINCIPAL.test(id)) return undefined;
      return `${verb} ${id}, which ${isPattern(id) ? "is a pattern" : "is not a principal of one account"}; name the role by its ARN`;
    default:
      return `${verb} ${id} (${kind}), whose identities AWS does not manage; name a role or service of this account, or make an exception`;
  }
}

/** Whether a principal is an account or belongs to one, and which; undefined for services and unknown ones. */
export function accountOf({ kind, id }: Principal): string | undefined {
  return kind === "AWS" ? /(?:^|:)(\d{12})(?::|$)/.exec(id)?.[1] : undefined;
}
