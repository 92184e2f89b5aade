import { policy, role, rolePolicy } from "../support/policy-pack/fixtures";
import { proves } from "../support/policy-pack/rule-case";

const allow = (Action: string | string[], Resource: string | string[], more: object = {}) => ({
  Sid: "It",
  Effect: "Allow",
  Action,
  Resource,
  ...more,
});
const trusting = (service: string, more: object = {}) =>
  role({
    assumeRolePolicy: policy({
      Effect: "Allow",
      Principal: { Service: service },
      Action: "sts:AssumeRole",
      ...more,
    }),
  });
const source = { Condition: { StringEquals: { "aws:SourceAccount": "123456789012" } } };
const bounded = {
  Condition: { StringEquals: { "iam:PermissionsBoundary": "arn:aws:iam::123456789012:policy/boundary" } },
};

const federated = (Condition: object) =>
  role({
    assumeRolePolicy: policy({
      Effect: "Allow",
      Principal: { Federated: "arn:aws:iam::123456789012:oidc-provider/token.example.com" },
      Action: "sts:AssumeRoleWithWebIdentity",
      Condition,
    }),
  });
const permission = (props: object) => ({
  type: "aws:lambda/permission:Permission",
  name: "sns",
  props: { action: "lambda:InvokeFunction", function: "manager", principal: "sns.amazonaws.com", ...props },
});
const user = (permissionsBoundary: string) => ({
  type: "aws:iam/user:User",
  name: "person",
  props: { permissionsBoundary },
});

describe("the rules on trust and users", () => {
  proves(
    "guarded-trust",
    "a service is trusted only for a source, unless the reason it has none is written down",
    {
      passes: [trusting("scheduler.amazonaws.com", source), trusting("lambda.amazonaws.com")],
      fails: [trusting("scheduler.amazonaws.com")],
      because:
        'aws:iam/role:Role "role": trusts scheduler.amazonaws.com from any account; add a condition on aws:SourceArn or aws:SourceAccount with exact values of this account.',
    },
  );
  proves("guarded-trust", "a condition that holds when the source is absent guards nothing", {
    passes: [
      trusting("scheduler.amazonaws.com", {
        Condition: { ArnLike: { "AWS:SourceArn": "arn:aws:scheduler:*:123456789012:schedule-group/x" } },
      }),
    ],
    fails: [
      trusting("scheduler.amazonaws.com", {
        Condition: { StringEqualsIfExists: { "aws:SourceAccount": "123456789012" } },
      }),
    ],
    because:
      'aws:iam/role:Role "role": trusts scheduler.amazonaws.com from any account; add a condition on aws:SourceArn or aws:SourceAccount with exact values of this account.',
  });
  proves("guarded-trust", "everyone is never trusted", {
    passes: [
      role({
        assumeRolePolicy: policy({
          Effect: "Allow",
          Principal: { AWS: "arn:aws:iam::123456789012:role/ci" },
          Action: "sts:AssumeRole",
        }),
      }),
    ],
    fails: [
      role({
        assumeRolePolicy: policy({ Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:AssumeRole" }),
      }),
    ],
    because: 'aws:iam/role:Role "role": trusts everyone ("*"); name who may assume it.',
  });
  proves("guarded-trust", "everyone except some is never trusted", {
    passes: [trusting("lambda.amazonaws.com")],
    fails: [
      role({
        assumeRolePolicy: policy({
          Effect: "Allow",
          NotPrincipal: { AWS: "arn:aws:iam::123456789012:root" },
          Action: "sts:AssumeRole",
        }),
      }),
    ],
    because:
      'aws:iam/role:Role "role": trusts everyone except those it names (NotPrincipal); name who may assume it.',
  });
  proves("guarded-trust", "a trust policy that cannot be read is refused", {
    passes: [trusting("lambda.amazonaws.com")],
    fails: [role({ assumeRolePolicy: "everybody" })],
    because:
      'aws:iam/role:Role "role": its policy cannot be parsed, so what it allows is unknown; use a JSON policy document.',
  });
  proves("guarded-trust", "an identity provider is refused, even for one subject", {
    passes: [trusting("lambda.amazonaws.com")],
    fails: [
      federated({ StringEquals: { "token.example.com:sub": "repo:company/mail:ref:refs/heads/main" } }),
    ],
    because:
      'aws:iam/role:Role "role": trusts arn:aws:iam::123456789012:oidc-provider/token.example.com (Federated), whose identities AWS does not manage; name a role or service of this account, or make an exception.',
  });
  proves("guarded-trust", "a function permission limits a service to a source", {
    passes: [
      permission({ sourceArn: "arn:aws:sns:eu-central-1:123456789012:failures" }),
      permission({ principal: "123456789012" }),
    ],
    fails: [permission({})],
    because:
      'aws:lambda/permission:Permission "sns": allows sns.amazonaws.com from any account; set sourceArn.',
  });
  proves("bounded-users", "a user without a boundary is refused", {
    passes: [
      {
        type: "aws:iam/user:User",
        name: "person",
        props: { permissionsBoundary: "arn:aws:iam::123456789012:policy/boundary" },
      },
    ],
    fails: [{ type: "aws:iam/user:User", name: "person" }],
    because:
      'aws:iam/user:User "person": a user without a permissions boundary can be granted any permission; set permissionsBoundary.',
  });
  proves(
    "bounded-users",
    "a policy that allows creating users without a boundary is refused, even by a pattern",
    {
      passes: [
        rolePolicy(
          allow(
            ["iam:CreateUser", "iam:PutUserPolicy"],
            "arn:aws:iam::123456789012:user/ses-smtp/*",
            bounded,
          ),
        ),
      ],
      fails: [rolePolicy(allow("iam:Create*", "arn:aws:iam::123456789012:user/ses-smtp/*"))],
      because:
        'aws:iam/rolePolicy:RolePolicy "policy": statement "It" allows iam:Create* without a boundary, so it could grant any permission; add a condition StringEquals iam:PermissionsBoundary.',
    },
  );
  proves("bounded-users", "a user whose boundary is a policy of AWS is refused", {
    passes: [user("arn:aws:iam::123456789012:policy/boundary")],
    fails: [user("arn:aws:iam::aws:policy/AdministratorAccess")],
    because:
      'aws:iam/user:User "person": its permissions boundary arn:aws:iam::aws:policy/AdministratorAccess is not a policy of this account; set permissionsBoundary to a policy with the permissions the user needs.',
  });
});
