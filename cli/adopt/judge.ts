import { type Issue } from "../../mailer/validation/issue";
import { TAG_STACK, TAG_USERNAME, USER_POLICY_NAME } from "../../handlers/shared/iam-names";
import { MAX_INLINE_POLICY_LENGTH, policySize } from "../../handlers/reconciler/policy";
import type { Adopting } from "../../records/unmanaged";
import { policyRights, type Right } from "./policy-rights";
import type { Candidate } from "./candidate";
import type { CandidatePolicy } from "./policies";

/** What a user is to become. */
export interface AdoptTarget {
  /** Undefined: not decided. */
  username?: string;
  stack: string;
  boundaryArn: string;
  /** An attempt that has begun. */
  mark?: Adopting | undefined;
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
    ...tagIssues(user, target).map(([problem, remedy]) => issue(problem, remedy)),
    ...keyIssues(user, target.mark).map(([problem, remedy]) => issue(problem, remedy)),
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

/** The attempt that has begun may have moved it already. */
function placeIssues({ name, path }: Candidate, { mark }: AdoptTarget): Finding[] {
  if (name === mark?.to) return [];
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
function tagIssues({ tags }: Candidate, { stack, username }: AdoptTarget): Finding[] {
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
    if (key === TAG_USERNAME && value !== username)
      return [
        [
          `has the tag ${key} of the username ${value}`,
          username === undefined
            ? "adopt it as that username, or delete the tag"
            : `adopt it --as ${value}, or delete the tag`,
        ],
      ];
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

function keyIssues({ keys }: Candidate, mark: Adopting | undefined): Finding[] {
  const active = keys.filter(key => key.active);
  const marked = mark?.access_key_id;
  // A login that was verified may have been stopped since.
  if (mark?.verified && active.length === 0 && keys.some(({ id }) => id === marked)) return [];
  const [only] = active;
  if (marked !== undefined && active.length === 1 && only?.id !== marked)
    return [
      [
        `has the active access key ${only?.id}, and had ${marked} when its adoption began`,
        `activate ${marked} and deactivate the other`,
      ],
    ];
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
    ...policies.flatMap(policy => beyond(policy, "")),
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

/**
 * Until the old policies go, IAM holds them and the sender policy to one limit. Pure.
 *
 * @param policy the sender policy, which takes the place of one of its name
 */
export function policySpace({ name: user, policies }: Candidate, policy: string): Issue[] {
  const beside = policies.filter(({ arn, name }) => arn === undefined && name !== USER_POLICY_NAME);
  const size = [policy, ...beside.map(({ document }) => document)].reduce(
    (sum, document) => sum + policySize(document),
    0,
  );
  if (size <= MAX_INLINE_POLICY_LENGTH) return [];
  const names = beside.map(({ name }) => name).join(", ");
  return [
    {
      key: `IAM user ${user}`,
      problem: `its inline policies (${names}) and the sender policy have ${size} characters without white space together; IAM allows ${MAX_INLINE_POLICY_LENGTH}`,
      remedy: "name fewer addresses with --from and add the others afterward, or shorten those policies",
    },
  ];
}

/** What the user may do now and may not do as a login, for a person. Pure. */
export function rightsLost(user: Candidate, patterns: readonly string[]): string[] {
  const old = [...user.policies, ...user.groups.flatMap(({ policies }) => policies)];
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
