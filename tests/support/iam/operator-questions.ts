import { OPERATORS, allow, deny, when, type Question } from "./questions";

const ARN = "arn:aws:sns:eu-west-1:123456789012:topic-1";

const operators = (says: string, rest: Omit<Question, "says" | "page">): Question => ({
  says,
  page: OPERATORS,
  ...rest,
});

/** Operators of the Condition element. */
export const OPERATOR_QUESTIONS: readonly Question[] = [
  operators("StringEquals is exact matching, case-sensitive", {
    statements: when("StringEquals", "aws:PrincipalTag/job", "iamuser-admin"),
    context: { "aws:PrincipalTag/job": "iamuser-admin" },
    allowed: true,
  }),
  operators("StringEquals is exact matching, case-sensitive: another case", {
    statements: when("StringEquals", "aws:PrincipalTag/job", "iamuser-admin"),
    context: { "aws:PrincipalTag/job": "IAMUser-Admin" },
    allowed: false,
  }),
  operators("StringEquals: a tag that is not attached does not match", {
    statements: when("StringEquals", "aws:PrincipalTag/job", "iamuser-admin"),
    context: { "aws:PrincipalTag/*": [] },
    allowed: false,
  }),
  operators("StringEquals knows no wildcards", {
    statements: when("StringEquals", "aws:PrincipalTag/job", "iamuser-*"),
    context: { "aws:PrincipalTag/job": "iamuser-admin" },
    allowed: false,
  }),
  operators("StringNotEquals is negated matching", {
    statements: when("StringNotEquals", "aws:PrincipalTag/job", "iamuser-admin"),
    context: { "aws:PrincipalTag/job": "other" },
    allowed: true,
  }),
  operators("a negated operator matches if the key is not present", {
    statements: when("StringNotEquals", "aws:PrincipalTag/job", "iamuser-admin"),
    context: { "aws:PrincipalTag/*": [] },
    allowed: true,
  }),
  operators("StringEqualsIgnoreCase ignores case", {
    statements: when("StringEqualsIgnoreCase", "aws:PrincipalTag/dept", "HumanResources"),
    context: { "aws:PrincipalTag/dept": "humanresources" },
    allowed: true,
  }),
  operators("StringNotEqualsIgnoreCase ignores case", {
    statements: when("StringNotEqualsIgnoreCase", "aws:PrincipalTag/dept", "HumanResources"),
    context: { "aws:PrincipalTag/dept": "HUMANRESOURCES" },
    allowed: false,
  }),
  operators("StringLike: * matches any number of characters, slashes among them", {
    statements: when("StringLike", "s3:prefix", "home/*"),
    context: { "s3:prefix": "home/david/photos/2026" },
    allowed: true,
  }),
  operators("StringLike: * also matches no character", {
    statements: when("StringLike", "s3:prefix", "home/*"),
    context: { "s3:prefix": "home/" },
    allowed: true,
  }),
  operators("StringLike: ? matches a single character", {
    statements: when("StringLike", "s3:prefix", "home/?"),
    context: { "s3:prefix": "home/ab" },
    allowed: false,
  }),
  operators("StringLike is case-sensitive", {
    statements: when("StringLike", "s3:prefix", "Home/*"),
    context: { "s3:prefix": "home/x" },
    allowed: false,
  }),
  operators("StringNotLike is negated, case-sensitive matching", {
    statements: when("StringNotLike", "s3:prefix", "home/*"),
    context: { "s3:prefix": "Home/x" },
    allowed: true,
  }),
  operators("NumericLessThanEquals matches up to the value", {
    statements: when("NumericLessThanEquals", "s3:max-keys", "10"),
    context: { "s3:max-keys": "10" },
    allowed: true,
  }),
  operators("NumericLessThanEquals compares numbers, not texts", {
    statements: when("NumericLessThanEquals", "s3:max-keys", "10"),
    context: { "s3:max-keys": "9" },
    allowed: true,
  }),
  operators("NumericLessThanEquals does not match an absent key", {
    statements: when("NumericLessThanEquals", "s3:max-keys", "10"),
    context: { "s3:max-keys": [] },
    allowed: false,
  }),
  operators("NumericGreaterThan matches above the value only", {
    statements: when("NumericGreaterThan", "s3:max-keys", 10),
    context: { "s3:max-keys": "10" },
    allowed: false,
  }),
  operators("NumericNotEquals is negated matching", {
    statements: when("NumericNotEquals", "s3:max-keys", "10"),
    context: { "s3:max-keys": "11" },
    allowed: true,
  }),
  operators("DateGreaterThan: after the date", {
    statements: when("DateGreaterThan", "aws:TokenIssueTime", "2020-01-01T00:00:01Z"),
    context: { "aws:TokenIssueTime": "2026-06-01T00:00:00Z" },
    allowed: true,
  }),
  operators("DateLessThan: before the date", {
    statements: when("DateLessThan", "aws:CurrentTime", "2020-06-30T00:00:00Z"),
    context: { "aws:CurrentTime": "2026-06-30T00:00:00Z" },
    allowed: false,
  }),
  operators("dates may be given as epoch (UNIX) time", {
    statements: when("DateLessThan", "aws:EpochTime", "1893456000"),
    context: { "aws:EpochTime": "1767225600" },
    allowed: true,
  }),
  operators("Bool: aws:SecureTransport false, denied by a statement for it", {
    statements: [allow(), deny({ Condition: { Bool: { "aws:SecureTransport": "false" } } })],
    context: { "aws:SecureTransport": "false" },
    allowed: false,
  }),
  operators("Bool: does not match if the key is not in the request", {
    statements: [allow(), deny({ Condition: { Bool: { "aws:MultiFactorAuthPresent": "false" } } })],
    context: { "aws:MultiFactorAuthPresent": [] },
    allowed: true,
  }),
  operators("BoolIfExists: a Deny for false also applies to long-term credentials, which lack the key", {
    statements: [allow(), deny({ Condition: { BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } } })],
    context: { "aws:MultiFactorAuthPresent": [] },
    allowed: false,
  }),
  operators("BinaryEquals compares the bytes of base64 text", {
    statements: when("BinaryEquals", "key", "QmluYXJ5VmFsdWVJbkJhc2U2NA=="),
    context: { key: "QmluYXJ5VmFsdWVJbkJhc2U2NA==" },
    allowed: true,
  }),
  operators("IpAddress: within the range", {
    statements: when("IpAddress", "aws:SourceIp", "203.0.113.0/24"),
    context: { "aws:SourceIp": "203.0.113.77" },
    allowed: true,
  }),
  operators("IpAddress: outside of the range", {
    statements: when("IpAddress", "aws:SourceIp", "203.0.113.0/24"),
    context: { "aws:SourceIp": "203.0.114.1" },
    allowed: false,
  }),
  operators("IpAddress: IPv6 ranges", {
    statements: when("IpAddress", "aws:SourceIp", "2001:db8:1234:5678::/64"),
    context: { "aws:SourceIp": "2001:db8:1234:5678::1" },
    allowed: true,
  }),
  operators("IpAddress: without a prefix, IAM uses /32", {
    statements: when("IpAddress", "aws:SourceIp", "203.0.113.7"),
    context: { "aws:SourceIp": "203.0.113.8" },
    allowed: false,
  }),
  operators("NotIpAddress: all addresses except the range", {
    statements: when("NotIpAddress", "aws:SourceIp", ["203.0.113.0/24", "198.51.100.0/24"]),
    context: { "aws:SourceIp": "198.51.100.3" },
    allowed: false,
  }),
  operators("ArnEquals and ArnLike behave identically, with wildcards", {
    statements: when("ArnEquals", "aws:SourceArn", "arn:aws:sns:*:123456789012:topic-?"),
    context: { "aws:SourceArn": ARN },
    allowed: true,
  }),
  operators("each of the six components of an ARN is checked separately", {
    statements: when("ArnLike", "aws:SourceArn", "arn:aws:sns:*:topic-1"),
    context: { "aws:SourceArn": ARN },
    allowed: false,
  }),
  operators("ArnLike: the resource component may hold wildcards across slashes", {
    statements: when("ArnLike", "aws:PrincipalArn", "arn:aws:iam::123456789012:role/app/*"),
    context: { "aws:PrincipalArn": "arn:aws:iam::123456789012:role/app/one/two" },
    allowed: true,
  }),
  operators("ArnNotEquals and ArnNotLike are negated matching", {
    statements: when("ArnNotLike", "aws:SourceArn", "arn:aws:sns:*:123456789012:*"),
    context: { "aws:SourceArn": ARN },
    allowed: false,
  }),
  operators("ArnLike does not match an absent key", {
    statements: when("ArnLike", "aws:SourceArn", "*"),
    context: { "aws:SourceArn": [] },
    allowed: false,
  }),
  operators("…IfExists: if the key is not present, the condition is true", {
    statements: when("StringLikeIfExists", "ec2:InstanceType", ["t1.*", "m3.*"]),
    context: { "ec2:InstanceType": [] },
    allowed: true,
  }),
  operators("…IfExists: if the key is present, process it as usual", {
    statements: when("StringLikeIfExists", "ec2:InstanceType", ["t1.*", "m3.*"]),
    context: { "ec2:InstanceType": "x2.large" },
    allowed: false,
  }),
  operators("Null true: the key does not exist", {
    statements: when("Null", "aws:TokenIssueTime", "true"),
    context: { "aws:TokenIssueTime": [] },
    allowed: true,
  }),
  operators("Null false: the key exists and its value is not null", {
    statements: when("Null", "aws:TokenIssueTime", "false"),
    context: { "aws:TokenIssueTime": [] },
    allowed: false,
  }),
  operators("Null: a boolean is accepted as well as a string", {
    statements: when("Null", "aws:TokenIssueTime", false),
    context: { "aws:TokenIssueTime": "2026-01-01T00:00:00Z" },
    allowed: true,
  }),
];
