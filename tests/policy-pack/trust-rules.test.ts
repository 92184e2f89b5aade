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
        'aws:iam/role:Role "role": trusts scheduler.amazonaws.com for whatever account it acts for; add a condition on aws:SourceArn or aws:SourceAccount.',
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
      'aws:iam/role:Role "role": trusts scheduler.amazonaws.com for whatever account it acts for; add a condition on aws:SourceArn or aws:SourceAccount.',
  });
  proves("guarded-trust", "everybody is never trusted", {
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
    because: 'aws:iam/role:Role "role": trusts everybody ("*"); name who may take on the role.',
  });
  proves("guarded-trust", "everybody but some is never trusted", {
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
      'aws:iam/role:Role "role": trusts everybody but those it names (NotPrincipal); name who may take on the role.',
  });
  proves("guarded-trust", "a trust policy that cannot be read is refused", {
    passes: [trusting("lambda.amazonaws.com")],
    fails: [role({ assumeRolePolicy: "everybody" })],
    because:
      'aws:iam/role:Role "role": its policy cannot be parsed, so what it allows is unknown; use a JSON policy document.',
  });
  proves("guarded-trust", "an identity provider is trusted for a subject only", {
    passes: [federated({ StringLike: { "token.example.com:sub": "repo:company/mail:*" } })],
    fails: [federated({ StringEquals: { "token.example.com:aud": "sts.amazonaws.com" } })],
    because:
      'aws:iam/role:Role "role": trusts anybody whom arn:aws:iam::123456789012:oidc-provider/token.example.com vouches for; add a condition on its sub.',
  });
  proves("guarded-trust", "a function lets a service in only for a source", {
    passes: [
      permission({ sourceArn: "arn:aws:sns:eu-central-1:123456789012:failures" }),
      permission({ principal: "123456789012" }),
    ],
    fails: [permission({})],
    because:
      'aws:lambda/permission:Permission "sns": lets sns.amazonaws.com in, for whomever it acts; set sourceArn.',
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
  proves("bounded-users", "a policy that lets make users without a boundary is refused, also by a pattern", {
    passes: [
      rolePolicy(
        allow(["iam:CreateUser", "iam:PutUserPolicy"], "arn:aws:iam::123456789012:user/ses-smtp/*", bounded),
      ),
    ],
    fails: [rolePolicy(allow("iam:Create*", "arn:aws:iam::123456789012:user/ses-smtp/*"))],
    because:
      'aws:iam/rolePolicy:RolePolicy "policy": statement "It" allows iam:CreateUser without a boundary, so its users could be given any permission; add a condition StringEquals iam:PermissionsBoundary.',
  });
  proves("bounded-users", "a user whose boundary allows everything is refused", {
    passes: [user("arn:aws:iam::123456789012:policy/boundary")],
    fails: [user("arn:aws:iam::aws:policy/AdministratorAccess")],
    because:
      'aws:iam/user:User "person": its permissions boundary grants full access; set permissionsBoundary to a policy with the permissions the user needs.',
  });
});
