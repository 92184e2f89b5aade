import { policy, QUEUE_POLICY, role, ROLE_POLICY, rolePolicy } from "../support/policy-pack/fixtures";
import { proves } from "../support/policy-pack/rule-case";

const allow = (Action: string | string[], Resource: string | string[], more: object = {}) => ({
  Sid: "It",
  Effect: "Allow",
  Action,
  Resource,
  ...more,
});
const TABLE_ARN = "arn:aws:dynamodb:eu-central-1:123456789012:table/store";

const queuePolicy = (who: object) => ({
  type: QUEUE_POLICY,
  name: "policy",
  props: { policy: policy({ Sid: "It", Effect: "Allow", Action: "sqs:SendMessage", Resource: "*", ...who }) },
});

describe("the rules on privilege", () => {
  proves("wildcard-actions", "a whole service is refused, a list of actions passes", {
    passes: [rolePolicy(allow(["dynamodb:GetItem", "dynamodb:UpdateItem"], TABLE_ARN))],
    fails: [rolePolicy(allow("dynamodb:*", TABLE_ARN))],
    because:
      'aws:iam/rolePolicy:RolePolicy "policy": statement "It" allows dynamodb:*, every action of a service; list the actions it uses.',
  });
  proves("wildcard-actions", "every action of AWS is refused, denying it passes", {
    passes: [rolePolicy({ Effect: "Deny", Action: "*", Resource: "*" })],
    fails: [rolePolicy(allow("*", TABLE_ARN))],
    because:
      'aws:iam/rolePolicy:RolePolicy "policy": statement "It" allows *, every action of AWS; list the actions it uses.',
  });
  proves("wildcard-actions", "NotAction is refused where it allows", {
    passes: [rolePolicy({ Effect: "Deny", NotAction: "ses:SendRawEmail", Resource: "*" })],
    fails: [rolePolicy({ Sid: "It", Effect: "Allow", NotAction: "iam:*", Resource: TABLE_ARN })],
    because:
      'aws:iam/rolePolicy:RolePolicy "policy": statement "It" uses NotAction, which grants every action AWS adds; list the actions it uses.',
  });
  proves("wildcard-actions", "NotResource is refused where it allows", {
    passes: [rolePolicy(allow("dynamodb:GetItem", TABLE_ARN))],
    fails: [rolePolicy({ Sid: "It", Effect: "Allow", Action: "dynamodb:GetItem", NotResource: TABLE_ARN })],
    because:
      'aws:iam/rolePolicy:RolePolicy "policy": statement "It" uses NotResource, which grants every resource it does not name; list the resources.',
  });
  proves("wildcard-actions", "NotPrincipal is refused where it allows", {
    passes: [queuePolicy({ Principal: { AWS: "arn:aws:iam::123456789012:role/ci" } })],
    fails: [queuePolicy({ NotPrincipal: { AWS: "arn:aws:iam::123456789012:role/ci" } })],
    because:
      'aws:sqs/queuePolicy:QueuePolicy "policy": statement "It" uses NotPrincipal, which grants everyone it does not name; list the principals.',
  });
  proves("wildcard-actions", "the inline policies of a role are read too", {
    passes: [
      role({
        inlinePolicies: [
          {
            name: "own",
            policy: policy(allow("sqs:SendMessage", "arn:aws:sqs:eu-central-1:123456789012:dead-letters")),
          },
        ],
      }),
    ],
    fails: [
      role({
        inlinePolicies: [
          {
            name: "own",
            policy: policy(allow("sqs:*", "arn:aws:sqs:eu-central-1:123456789012:dead-letters")),
          },
        ],
      }),
    ],
    because:
      'aws:iam/role:Role "role": statement "It" allows sqs:*, every action of a service; list the actions it uses.',
  });
  proves("wildcard-actions", "a policy that cannot be read is refused", {
    passes: [rolePolicy(allow("dynamodb:GetItem", TABLE_ARN))],
    fails: [{ type: ROLE_POLICY, name: "policy", props: { policy: "all of it" } }],
    because:
      'aws:iam/rolePolicy:RolePolicy "policy": its policy cannot be parsed, so what it allows is unknown; use a JSON policy document.',
  });
  proves(
    "wildcard-resources",
    "an action that AWS can limit is refused on every resource, one it cannot limit passes",
    {
      passes: [rolePolicy(allow(["xray:PutTraceSegments", "iam:ListUsers"], "*"))],
      fails: [rolePolicy(allow(["xray:PutTraceSegments", "dynamodb:GetItem"], "*"))],
      because:
        'aws:iam/rolePolicy:RolePolicy "policy": statement "It" allows dynamodb:GetItem on "*"; name the resources, or give the reason in policy-pack/data/unscoped-actions.tsv if AWS cannot limit this action.',
    },
  );
  proves("wildcard-resources", "an ARN whose resource is only a star counts as every resource", {
    passes: [rolePolicy(allow("sqs:SendMessage", "arn:aws:sqs:eu-central-1:123456789012:ses-smtp-*"))],
    fails: [rolePolicy(allow("sqs:SendMessage", "arn:aws:sqs:*:*:*"))],
    because:
      'aws:iam/rolePolicy:RolePolicy "policy": statement "It" allows sqs:SendMessage on "arn:aws:sqs:*:*:*"; name the resources, or give the reason in policy-pack/data/unscoped-actions.tsv if AWS cannot limit this action.',
  });
  proves("full-access", "a managed policy with full access is refused", {
    passes: [
      {
        type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
        name: "it",
        props: { policyArn: "arn:aws:iam::123456789012:policy/ours" },
      },
    ],
    fails: [
      {
        type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
        name: "it",
        props: { policyArn: "arn:aws:iam::aws:policy/AmazonSQSFullAccess" },
      },
    ],
    because:
      'aws:iam/rolePolicyAttachment:RolePolicyAttachment "it": attaches arn:aws:iam::aws:policy/AmazonSQSFullAccess, which grants full access; give the role an inline policy with the actions it uses.',
  });
  proves("full-access", "the managed policies of a role are read too", {
    passes: [role({ managedPolicyArns: [] })],
    fails: [role({ managedPolicyArns: ["arn:aws:iam::aws:policy/job-function/AdministratorAccess"] })],
    because:
      'aws:iam/role:Role "role": attaches arn:aws:iam::aws:policy/job-function/AdministratorAccess, which grants full access; give the role an inline policy with the actions it uses.',
  });
});
