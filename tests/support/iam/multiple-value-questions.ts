import { MULTI_VALUE, MULTIPLE, VARIABLES, allow, deny, when, type Question } from "./questions";

const TAGS = "aws:TagKeys";

/** Conditions with several operators, keys or values, and multivalued keys. */
export const MULTIPLE_QUESTIONS: readonly Question[] = [
  {
    says: "several values of a key are evaluated with OR",
    page: MULTIPLE,
    statements: when("StringEquals", "aws:PrincipalTag/role", ["admin", "audit"]),
    context: { "aws:PrincipalTag/role": "audit" },
    allowed: true,
  },
  {
    says: "several values of a negated operator are evaluated with NOR",
    page: MULTIPLE,
    statements: when("StringNotEquals", "aws:PrincipalTag/role", ["admin", "audit"]),
    context: { "aws:PrincipalTag/role": "audit" },
    allowed: false,
  },
  {
    says: "several keys of an operator are evaluated with AND",
    page: MULTIPLE,
    statements: [
      allow({ Condition: { StringEquals: { "aws:PrincipalTag/a": "1", "aws:PrincipalTag/b": "2" } } }),
    ],
    context: { "aws:PrincipalTag/a": "1", "aws:PrincipalTag/b": "3" },
    allowed: false,
  },
  {
    says: "several operators are evaluated with AND",
    page: MULTIPLE,
    statements: [
      allow({
        Condition: { StringEquals: { "aws:PrincipalTag/a": "1" }, Null: { "aws:PrincipalTag/b": "true" } },
      }),
    ],
    context: { "aws:PrincipalTag/a": "1", "aws:PrincipalTag/*": [] },
    allowed: true,
  },
  {
    says: "ForAllValues: true if every value of the request matches a value of the policy",
    page: MULTI_VALUE,
    statements: when("ForAllValues:StringEquals", TAGS, ["environment", "webserver"]),
    context: { [TAGS]: ["environment"] },
    allowed: true,
  },
  {
    says: "ForAllValues: false if one value of the request matches none",
    page: MULTI_VALUE,
    statements: when("ForAllValues:StringEquals", TAGS, ["environment", "webserver"]),
    context: { [TAGS]: ["environment", "cost-center"] },
    allowed: false,
  },
  {
    says: "ForAllValues also returns true if there are no keys in the request",
    page: MULTI_VALUE,
    statements: when("ForAllValues:StringEquals", TAGS, ["environment", "webserver"]),
    context: { [TAGS]: [] },
    allowed: true,
  },
  {
    says: "a Null condition with value false checks that the key exists",
    page: MULTI_VALUE,
    statements: [
      allow({
        Condition: { "ForAllValues:StringEquals": { [TAGS]: "environment" }, Null: { [TAGS]: "false" } },
      }),
    ],
    context: { [TAGS]: [] },
    allowed: false,
  },
  {
    says: "ForAnyValue: true if any value of the request matches any value of the policy",
    page: MULTI_VALUE,
    statements: when("ForAnyValue:StringEquals", TAGS, ["environment", "webserver"]),
    context: { [TAGS]: ["cost-center", "webserver"] },
    allowed: true,
  },
  {
    says: "ForAnyValue: false for no matching key",
    page: MULTI_VALUE,
    statements: when("ForAnyValue:StringEquals", TAGS, ["environment", "webserver"]),
    context: { [TAGS]: [] },
    allowed: false,
  },
  {
    says: "ForAllValues in a Deny also denies a request without the key",
    page: MULTI_VALUE,
    statements: [allow(), deny({ Condition: { "ForAllValues:StringNotEquals": { [TAGS]: "owner" } } })],
    context: { [TAGS]: [] },
    allowed: false,
  },
  {
    says: "ForAnyValue with a negated operator: one value that is not listed is enough",
    page: MULTI_VALUE,
    statements: [allow(), deny({ Condition: { "ForAnyValue:StringNotEquals": { [TAGS]: ["a", "b"] } } })],
    context: { [TAGS]: ["a", "c"] },
    allowed: false,
  },
  {
    says: "ForAllValues:StringLike matches with wildcards",
    page: MULTI_VALUE,
    statements: when("ForAllValues:StringLike", TAGS, ["key*"]),
    context: { [TAGS]: ["key1", "key2/x"] },
    allowed: true,
  },
  {
    says: "a variable is replaced with the value of the key",
    page: VARIABLES,
    statements: when("StringLike", "s3:prefix", "${aws:username}/*"),
    context: { "s3:prefix": "bob/photos", "aws:username": "bob" },
    allowed: true,
  },
  {
    says: "a variable can have a default value",
    page: VARIABLES,
    statements: when("StringEquals", "s3:prefix", "${aws:PrincipalTag/team, 'company-wide'}"),
    context: { "s3:prefix": "company-wide", "aws:PrincipalTag/*": [] },
    allowed: true,
  },
  {
    says: "${*} is a literal *",
    page: VARIABLES,
    statements: when("StringLike", "s3:prefix", "a${*}"),
    context: { "s3:prefix": "ab" },
    allowed: false,
  },
  {
    says: "version 2008-10-17 treats a variable as literal text",
    page: VARIABLES,
    version: "2008-10-17",
    statements: when("StringEquals", "s3:prefix", "${aws:username}"),
    context: { "s3:prefix": "bob", "aws:username": "bob" },
    allowed: false,
  },
];
