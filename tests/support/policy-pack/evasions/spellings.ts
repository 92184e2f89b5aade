import { ACCOUNT, type Evasion, planted, raw, secret, TABLE_ARN } from "./evasion";

const STATEMENT = `{"Effect":"Allow","Action":"dynamodb:GetItem","Resource":"${TABLE_ARN}"}`;
const text = (what: string, statement: string): Evasion => [
  what,
  "wildcard-actions",
  [raw(`{"Statement":[${statement}]}`)],
];
const object = (what: string, statement: object): Evasion => [
  what,
  "wildcard-actions",
  [raw({ Statement: [{ Effect: "Allow", Action: "dynamodb:GetItem", Resource: TABLE_ARN, ...statement }] })],
];
const trust = (what: string, document: unknown): Evasion => [
  what,
  "guarded-trust",
  [planted("aws:iam/role:Role", { assumeRolePolicy: document })],
];
const LAMBDA = '"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Service":"lambda.amazonaws.com"}';

export const SPELLING_EVASIONS: readonly Evasion[] = [
  text("an action twice", STATEMENT.replace("{", '{"Action":"dynamodb:PutItem",')),
  text("an action twice, once in small letters", STATEMENT.replace("{", '{"action":"iam:PassRole",')),
  text("an action twice, once escaped", STATEMENT.replace("{", '{"\\u0041ction":"iam:PassRole",')),
  text(
    "an action twice, once all escaped",
    STATEMENT.replace("{", '{"\\u0061\\u0063\\u0074\\u0069\\u006f\\u006e":"*",'),
  ),
  text("an effect twice", STATEMENT.replace("{", '{"Effect":"Deny",')),
  text("an effect twice, in capitals", STATEMENT.replace("{", '{"EFFECT":"Deny",')),
  text("a resource twice", STATEMENT.replace("{", '{"resource":"*",')),
  text("an action with a blank", STATEMENT.replace("{", '{"Action ":"*",')),
  text("a Cyrillic action", STATEMENT.replace("{", '{"\u0410ction":"*",')),
  text("an element nobody knows", STATEMENT.replace("{", '{"Actions":"*",')),
  text("a condition twice", STATEMENT.replace("{", '{"Condition":{},"condition":{},')),
  text(
    "an operator twice",
    STATEMENT.replace("{", '{"Condition":{"StringEquals":{"a":"1"},"stringequals":{"a":"2"}},'),
  ),
  text(
    "a key twice in one operator",
    STATEMENT.replace("{", '{"Condition":{"StringEquals":{"aws:SourceArn":"1","AWS:SourceArn":"2"}},'),
  ),
  ["statements twice", "wildcard-actions", [raw(`{"Statement":[${STATEMENT}],"Statement":[]}`)]],
  [
    "statements twice, once in small letters",
    "wildcard-actions",
    [raw(`{"Statement":[${STATEMENT}],"statement":[]}`)],
  ],
  ["statements in small letters", "wildcard-actions", [raw(`{"statement":[${STATEMENT}]}`)]],
  [
    "a version twice",
    "wildcard-actions",
    [raw(`{"Version":"2012-10-17","VERSION":"2008-10-17","Statement":[${STATEMENT}]}`)],
  ],
  [
    "statements twice in a secret",
    "wildcard-actions",
    [raw(secret(`{"Statement":[${STATEMENT}],"Statement":[]}`))],
  ],
  object("an action twice in an object", { action: "iam:PassRole" }),
  object("an effect twice in an object", { effect: "Deny" }),
  object("a resource twice in an object", { RESOURCE: "*" }),
  object("a principal twice in an object", { Principal: { AWS: ACCOUNT, aws: "*" } }),
  object("an operator twice in an object", { Condition: { StringLike: {}, Stringlike: {} } }),
  object("a key twice in an object", { Condition: { Bool: { "aws:a": "1", "AWS:A": "2" } } }),
  ["statements twice in an object", "wildcard-actions", [raw({ Statement: [], STATEMENT: [] })]],
  trust("a principal twice", `{"Statement":[{${LAMBDA},"Principal":"*"}]}`),
  trust("a principal twice, once in small letters", `{"Statement":[{${LAMBDA},"principal":"*"}]}`),
  trust(
    "a service twice",
    `{"Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Service":"lambda.amazonaws.com","service":"ec2.amazonaws.com"}}]}`,
  ),
  trust("an unknown kind of principal", {
    Statement: [
      {
        Effect: "Allow",
        Action: "sts:AssumeRole",
        Principal: { Service: "lambda.amazonaws.com", Services: "*" },
      },
    ],
  }),
  trust(
    "a trust policy with two statements elements",
    `{"Statement":[{${LAMBDA}}],"Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":"*"}]}`,
  ),
  [
    "a queue policy with an action twice",
    "wildcard-actions",
    [
      planted("aws:sqs/queuePolicy:QueuePolicy", {
        policy: `{"Statement":[{"Effect":"Allow","Principal":{"AWS":"${ACCOUNT}"},"Action":"sqs:SendMessage","action":"sqs:*","Resource":"*"}]}`,
      }),
    ],
  ],
];
