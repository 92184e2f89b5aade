import { type PolicyStatement, type Principal, listOf } from "./policy-document";

/** Who makes a request. */
export type Caller = IdentityCaller | ServiceCaller;

/** A user, or a role's session. */
interface IdentityCaller {
  readonly accountId: string;
  /** The ARN of the user, or of the role's session. */
  readonly arn: string;
  /** For a role's session: the ARN of the role. */
  readonly roleArn?: string;
}

/** An AWS service that acts for one of an account's resources. */
interface ServiceCaller {
  /** The service principal, for example `ses.amazonaws.com`. */
  readonly service: string;
}

type Named = "itself" | "role" | "account" | "no";

/**
 * Whether a statement of a resource-based policy is about this caller. Naming the caller itself, or everyone, is more
 * than naming its role: a permissions boundary limits only the latter
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html).
 *
 * An Allow for the account delegates the decision to its identity-based policies.
 */
export function namesCaller({ Principal, NotPrincipal, Effect }: PolicyStatement, caller: Caller): Named {
  if (NotPrincipal !== undefined) return names(NotPrincipal, caller, Effect) === "no" ? "itself" : "no";
  return Principal === undefined ? "no" : names(Principal, caller, Effect);
}

function names(principal: Principal, caller: Caller, effect: "Allow" | "Deny"): Named {
  const arns = principal === "*" ? ["*"] : listOf(principal.AWS ?? []);
  if ("service" in caller) {
    const services = principal === "*" ? [] : listOf(principal.Service ?? []);
    return arns.includes("*") || services.includes(caller.service) ? "itself" : "no";
  }
  if (arns.some(arn => arn === "*" || arn === caller.arn)) return "itself";
  if (caller.roleArn !== undefined && arns.includes(caller.roleArn)) return "role";
  const account = [caller.accountId, `arn:aws:iam::${caller.accountId}:root`];
  if (!arns.some(arn => account.includes(arn))) return "no";
  return effect === "Deny" ? "itself" : "account";
}
