import { type Issue } from "../../mailer/validation/issue";
import { isUserNameOf, TAG_STACK, USER_POLICY_NAME, userPath } from "../../handlers/shared/iam-names";
import { policyRights, type Right } from "./policy-rights";
import type { Candidate, CandidatePolicy } from "./candidate";

/** What a user is to become. */
export interface AdoptTarget {
  username: string;
  stack: string;
  boundaryArn: string;
}

/** Services for which SES's SMTP interface is seen in a key's last use. */
const SES_SERVICES = ["ses", "email", "email-smtp"];

/**
 * Why a user cannot become a login: whatever else it is used for would stop, or would be hidden behind a login that rotates
 * and is removed. Pure.
 *
 * @param identityPolicies names of SES identities whose policies name the user
 */
export function refusals(
  user: Candidate,
  target: AdoptTarget,
  identityPolicies: readonly string[] = [],
): Issue[] {
  const key = `IAM user ${user.name}`;
  const issue = (problem: string, remedy: string): Issue => ({ key, problem, remedy });
  return [
    ...user.added.map(what =>
      issue(`has a ${what}`, "it is used by a person or for something else: remove that first"),
    ),
    ...placeIssues(user, target).map(([problem, remedy]) => issue(problem, remedy)),
    ...tagIssues(user, target.stack).map(([problem, remedy]) => issue(problem, remedy)),
    ...keyIssues(user).map(([problem, remedy]) => issue(problem, remedy)),
    ...rightsIssues(user).map(([problem, remedy]) => issue(problem, remedy)),
    ...(user.boundary === undefined || user.boundary === target.boundaryArn
      ? []
      : [
          issue(
            `has the permissions boundary ${user.boundary}`,
            "remove it: the stack's boundary takes its place",
          ),
        ]),
    ...identityPolicies.map(identity =>
      issue(
        `is named by the policy of the SES identity ${identity}`,
        "that policy would no longer match the user's new ARN: remove the user from it",
      ),
    ),
  ];
}

type Finding = [problem: string, remedy: string];

/** At our path under our name, an earlier attempt has moved it already. */
function placeIssues({ name, path }: Candidate, { username, stack }: AdoptTarget): Finding[] {
  if (path === userPath(stack, username) && isUserNameOf(name, username)) return [];
  return path.startsWith("/ses-smtp/")
    ? [
        [
          `is at the path ${path}, where a stack manages its own users`,
          "remove it with that stack, or use its login there",
        ],
      ]
    : [];
}

/** CloudFormation's tags begin with aws: and cannot be removed; other tools have none that are certain. */
function tagIssues({ tags }: Candidate, stack: string): Finding[] {
  return tags.flatMap(({ key, value }): Finding[] => {
    if (key.startsWith("aws:cloudformation:"))
      return [
        [
          `belongs to the CloudFormation stack of its tag ${key} (${value})`,
          "remove it from that stack with DeletionPolicy: Retain first",
        ],
      ];
    if (key === TAG_STACK && value !== stack)
      return [[`has the tag ${key} of the stack ${value}`, "remove it with that stack, or delete the tag"]];
    if (/^(managed[-_ ]?by|terraform|pulumi|cdk)/i.test(key))
      return [
        [
          `has the tag ${key} = ${value}`,
          "let that tool forget the user first (terraform state rm …), then delete the tag",
        ],
      ];
    return [];
  });
}

function keyIssues({ keys }: Candidate): Finding[] {
  const active = keys.filter(key => key.active);
  if (active.length === 0)
    return [
      ["has no active access key", "there is no login to keep: create one with ses-smtp credential add"],
    ];
  if (active.length > 1)
    return [
      [
        `has two active access keys (${active.map(({ id }) => id).join(", ")})`,
        "deactivate the one that is not the login's",
      ],
    ];
  return active.flatMap(({ id, lastUsedFor }): Finding[] =>
    lastUsedFor === undefined || SES_SERVICES.includes(lastUsedFor)
      ? []
      : [
          [
            `used the key ${id} last for ${lastUsedFor}, not for SES`,
            "give that program a user of its own first",
          ],
        ],
  );
}

function rightsIssues({ policies, groups }: Candidate): Finding[] {
  return [
    ...policies.filter(({ name }) => name !== USER_POLICY_NAME).flatMap(policy => beyond(policy, "")),
    ...groups.flatMap(({ name, policies: own }) =>
      own.flatMap(policy => beyond(policy, ` of the group ${name}`)),
    ),
  ];
}

function beyond({ name, document }: CandidatePolicy, where: string): Finding[] {
  const rights = policyRights(document);
  if (rights === undefined) return [[`has the policy ${name}${where}, which cannot be read`, "remove it"]];
  return rights
    .filter(right => right.effect === "Deny" || !right.sendsOnly)
    .map(right => [
      `${right.effect === "Deny" ? "is denied" : "may do"} ${right.actions.join(", ")} by the policy ${name}${where}`,
      right.effect === "Deny"
        ? "the Deny would end with the policy: remove it if that is intended"
        : "a login may only send (ses:Send*): give that program a user of its own first",
    ]);
}

/** What the user may do now and may not do as a login, for a person. Pure. */
export function rightsLost(user: Candidate, patterns: readonly string[]): string[] {
  const old = [
    ...user.policies.filter(({ name }) => name !== USER_POLICY_NAME),
    ...user.groups.flatMap(({ policies }) => policies),
  ];
  const rights = old
    .flatMap(({ document }) => policyRights(document) ?? [])
    .filter(({ effect }) => effect === "Allow");
  const from = new Set(rights.flatMap(senders));
  const lost = [...from].filter(sender => !patterns.includes(sender));
  const only = `sending is limited to ${patterns.join(", ")}`;
  const others = rights
    .flatMap(({ actions }) => actions)
    .filter(action => !/^ses:(\*|Send(\*|Email|RawEmail))$/i.test(action));
  return [
    ...(lost.length === 0 ? [] : [`may send from ${lost.join(", ")} now: ${only}`]),
    ...(others.length === 0
      ? []
      : [
          `may call ${[...new Set(others)].join(", ")} now; a login may call ses:SendEmail and ses:SendRawEmail`,
        ]),
    ...user.groups.map(({ name }) => `leaves the group ${name}`),
  ];
}

function senders({ from }: Right): string[] {
  return from ?? ["any address"];
}
