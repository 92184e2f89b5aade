import { stackPath } from "../../../handlers/shared/iam-names";
import { type Detail, error } from "../findings/finding";

interface Statement {
  Sid?: string;
  Effect?: string;
  Principal?: string | Record<string, string | string[]>;
  NotPrincipal?: unknown;
}

/**
 * Sending authorization policies that let the stack's SMTP users send. A permissions boundary does not limit what a policy of
 * a resource grants a user in the same account
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html), so such a statement bypasses each
 * login's allowed addresses. One for the account itself (`…:root`) only leaves it to the users' own policies.
 *
 * @param policies by name, as JSON
 */
export function judgeIdentityPolicies(
  policies: Readonly<Record<string, string>> | undefined,
  { identity, stack }: { identity: string; stack: string },
): Detail[] {
  return Object.entries(policies ?? {}).flatMap(([name, text]) =>
    statementsOf(text)
      .filter(each => each.Effect === "Allow" && reaches(each, stack))
      .map(({ Sid, Principal }) =>
        error(
          `the policy ${name} of the identity ${identity} lets SMTP users send (${Sid === undefined ? "" : `${Sid}: `}${principalText(Principal)})`,
          "A permissions boundary does not limit it: every login that it reaches may send from any address of the identity.",
          `Name other principals in it, or remove it: \`aws sesv2 delete-email-identity-policy --email-identity ${identity} --policy-name ${name}\`.`,
        ),
      ),
  );
}

function statementsOf(text: string): Statement[] {
  const { Statement: given } = JSON.parse(text) as { Statement?: Statement | Statement[] };
  return given === undefined ? [] : [given].flat();
}

/** Everybody, everybody but somebody, or a user below the stack's path. */
function reaches({ Principal, NotPrincipal }: Statement, stack: string): boolean {
  if (NotPrincipal !== undefined) return true;
  const named = typeof Principal === "string" ? [Principal] : [Principal?.["AWS"] ?? []].flat();
  return named.some(each => each === "*" || each.includes(`:user${stackPath(stack)}`));
}

function principalText(principal: Statement["Principal"]): string {
  return `principal ${principal === undefined ? "all but some" : JSON.stringify(principal).slice(0, 200)}`;
}
