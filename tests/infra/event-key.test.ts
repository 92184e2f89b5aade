import { expect } from "chai";
import { serviceMayUse } from "../../infra/existing/key-policy";

const KEY = "arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab";
const SET = "arn:aws:ses:eu-central-1:123456789012:configuration-set/ses-smtp-prod";
const REQUEST = { service: "ses.amazonaws.com", keyArn: KEY, account: "123456789012", source: SET };

/** As AWS's guide has it. */
const ALLOW = {
  Sid: "AllowSESToUseKMSKey",
  Effect: "Allow",
  Principal: { Service: "ses.amazonaws.com" },
  Action: ["kms:GenerateDataKey", "kms:Decrypt"],
  Resource: "*",
};
const ROOT = {
  Effect: "Allow",
  Principal: { AWS: "arn:aws:iam::123456789012:root" },
  Action: "kms:*",
  Resource: "*",
};

const mayUse = (...statements: object[]) => serviceMayUse({ Statement: statements }, REQUEST);
const conditional = (operator: string, key: string, value: string | string[]) => ({
  ...ALLOW,
  Condition: { [operator]: { [key]: value } },
});

describe("SES may use a key for its topics", () => {
  for (const [what, statement] of [
    ["the statement of AWS's guide", ALLOW],
    ["wildcards in its actions", { ...ALLOW, Action: ["kms:GenerateDataKey*", "kms:decrypt"] }],
    [
      "SES among other services",
      { ...ALLOW, Principal: { Service: ["sns.amazonaws.com", "ses.amazonaws.com"] } },
    ],
    ["the key's own ARN", { ...ALLOW, Resource: KEY }],
    ["this account only", conditional("StringEquals", "aws:SourceAccount", ["123456789012"])],
    ["this configuration set only", conditional("StringEquals", "AWS:SourceArn", SET)],
    [
      "any configuration set of the account",
      conditional("ArnLike", "aws:SourceArn", SET.replace("ses-smtp-prod", "*")),
    ],
  ] as const) {
    it(`with ${what}`, () => {
      expect(mayUse(ROOT, statement)).to.equal(true);
    });
  }

  it("with a single statement, and with its actions in two", () => {
    expect(serviceMayUse({ Statement: ALLOW }, REQUEST)).to.equal(true);
    const halves = ALLOW.Action.map(Action => ({ ...ALLOW, Action }));
    expect(mayUse(...halves)).to.equal(true);
    expect(mayUse(...halves.slice(1))).to.equal(false);
  });

  for (const [what, ...statements] of [
    ["the account's own statement alone", ROOT],
    ["another service", { ...ALLOW, Principal: { Service: "sns.amazonaws.com" } }],
    ["only one of the two actions", { ...ALLOW, Action: "kms:Decrypt" }],
    ["another key", { ...ALLOW, Resource: KEY.replace("1234abcd", "99999999") }],
    ["another account", conditional("StringEquals", "aws:SourceAccount", "999999999999")],
    ["another configuration set", conditional("ArnLike", "aws:SourceArn", `${SET}-2`)],
    [
      "a condition that may not be met",
      conditional("StringEquals", "kms:ViaService", "sns.eu-central-1.amazonaws.com"),
    ],
    ["an operator that is not known", conditional("StringNotEquals", "aws:SourceAccount", "999999999999")],
    ["NotAction", { ...ALLOW, Action: undefined, NotAction: "kms:Delete*" }],
    ["a Deny for SES", ALLOW, { ...ALLOW, Effect: "Deny", Action: "kms:*" }],
    [
      "a Deny for everyone, whatever its condition",
      ALLOW,
      { ...conditional("Bool", "aws:SecureTransport", "false"), Effect: "Deny", Principal: "*" },
    ],
    ["no statement"],
  ] as [string, ...object[]][]) {
    it(`not with ${what}`, () => {
      expect(mayUse(...statements)).to.equal(false);
    });
  }

  it("not if there is no policy", () => {
    expect(serviceMayUse(undefined, REQUEST)).to.equal(false);
    expect(serviceMayUse({}, REQUEST)).to.equal(false);
  });

  it("whatever a Deny says of others", () => {
    const others = { ...ALLOW, Effect: "Deny", Principal: { Service: "s3.amazonaws.com" } };
    expect(mayUse(ALLOW, others, { ...ALLOW, Effect: "Deny", Action: "kms:ScheduleKeyDeletion" })).to.equal(
      true,
    );
  });
});
