import { expect } from "chai";

import type { PolicyStatement } from "../../../sandbox/iam/policy-document";
import type { AccessRequest } from "../../../sandbox/iam/access-request";
import { isAllowed } from "../../../sandbox/iam/policy-evaluation";

const request: AccessRequest = {
  action: "ses:SendRawEmail",
  resource: "arn:aws:ses:eu-central-1:123456789012:identity/example.com",
  context: {
    "ses:FromAddress": "alice@example.com",
    "aws:username": "alice",
    "ses:Recipients": ["bob@example.com", "carol@example.com"],
  },
};

const policy = (statement: Partial<PolicyStatement>, version = "2012-10-17") => ({
  Version: version,
  Statement: [{ Effect: "Allow" as const, Action: "ses:*", Resource: "*", ...statement }],
});
const allows = (statement: Partial<PolicyStatement>, version?: string) =>
  isAllowed(request, [policy(statement, version)]);
const allowsIf = (operator: string, key: string, values: string | string[]) =>
  allows({ Condition: { [operator]: { [key]: values } } });

describe("local SES: policy evaluation", () => {
  describe("actions", () => {
    it("are case-insensitive", () => {
      expect(allows({ Action: "SES:sendrawemail" })).to.equal(true);
    });
    it("can be a string or a list, with both wildcards", () => {
      expect(allows({ Action: ["iam:*", "ses:Send*Email"] })).to.equal(true);
      expect(allows({ Action: "ses:Send???Email" })).to.equal(true);
      expect(allows({ Action: "ses:Send??Email" })).to.equal(false);
    });
    it("are excluded by NotAction", () => {
      const { Resource } = policy({}).Statement[0] ?? {};
      const not = (NotAction: string) => ({
        Version: "2012-10-17",
        Statement: { Effect: "Allow" as const, NotAction, Resource: Resource ?? "*" },
      });
      expect(isAllowed(request, [not("iam:*")])).to.equal(true);
      expect(isAllowed(request, [not("ses:*")])).to.equal(false);
    });
  });

  describe("resources", () => {
    it("are case-sensitive, with wildcards that match any characters", () => {
      expect(allows({ Resource: "arn:aws:ses:*:identity/example.com" })).to.equal(true);
      expect(allows({ Resource: ["arn:aws:s3:::x", "arn:aws:ses:eu-central-?:*"] })).to.equal(true);
      expect(allows({ Resource: "arn:aws:ses:eu-central-1:123456789012:identity/EXAMPLE.com" })).to.equal(
        false,
      );
    });
    it("are excluded by NotResource", () => {
      const not = (NotResource: string) => ({
        Statement: { Effect: "Allow" as const, Action: "ses:*", NotResource },
      });
      expect(isAllowed(request, [not("*:configuration-set/*")])).to.equal(true);
      expect(isAllowed(request, [not("*:identity/*")])).to.equal(false);
    });
    it("support policy variables in the policy version that has them", () => {
      const Resource = "arn:aws:ses:*:identity/example.com${aws:username}";
      expect(
        isAllowed({ ...request, resource: `${request.resource}alice` }, [policy({ Resource })]),
      ).to.equal(true);
      expect(isAllowed({ ...request, resource: `${request.resource}bob` }, [policy({ Resource })])).to.equal(
        false,
      );
    });
    it("do not match if a variable has no value", () => {
      expect(allows({ Resource: "*${aws:PrincipalTag/team}" })).to.equal(false);
    });
  });

  describe("conditions", () => {
    for (const [operator, values, expected] of [
      ["StringLike", "*@example.com", true],
      ["StringLike", ["bob@example.com", "al?ce@example.com"], true],
      ["StringLike", "*@EXAMPLE.com", false],
      ["StringEquals", "alice@example.com", true],
      ["StringEquals", "*@example.com", false],
      ["StringEqualsIgnoreCase", "Alice@Example.com", true],
      ["StringNotLike", "*@example.com", false],
      ["StringNotLike", ["*@a.test", "*@b.test"], true],
      ["StringNotEquals", ["bob@example.com", "alice@example.com"], false],
      ["StringNotEqualsIgnoreCase", "ALICE@example.com", false],
      ["StringLike", "${aws:username}@example.com", true],
      ["StringLike", "${*}@example.com", false],
    ] as const) {
      it(`${operator} ${JSON.stringify(values)} is ${expected} for alice@example.com`, () => {
        expect(allowsIf(operator, "ses:FromAddress", [values].flat())).to.equal(expected);
      });
    }
    it("have case-insensitive keys", () => {
      expect(allowsIf("StringLike", "SES:fromaddress", "*@example.com")).to.equal(true);
    });
    it("support ForAllValues and ForAnyValue", () => {
      const key = "ses:Recipients";
      expect(allowsIf("ForAllValues:StringLike", key, "*@example.com")).to.equal(true);
      expect(allowsIf("ForAllValues:StringLike", key, "bob@*")).to.equal(false);
      expect(allowsIf("ForAnyValue:StringLike", key, "bob@*")).to.equal(true);
      expect(allowsIf("ForAnyValue:StringNotLike", key, "bob@*")).to.equal(true);
      expect(allowsIf("ForAllValues:StringNotLike", key, "bob@*")).to.equal(false);
    });
    it("must all match", () => {
      const Condition = {
        StringLike: { "ses:FromAddress": "*@example.com" },
        StringEquals: { "aws:username": "bob" },
      };
      expect(allows({ Condition })).to.equal(false);
    });
    it("do not allow if the operator or key is unknown", () => {
      expect(allowsIf("StringMatches", "ses:FromAddress", "*")).to.equal(false);
      expect(allowsIf("StringLike", "aws:PrincipalOrgID", "*")).to.equal(false);
      expect(allowsIf("StringNotLike", "aws:PrincipalOrgID", "o-1")).to.equal(false);
    });
    it("still deny if the operator or key is unknown", () => {
      const deny = policy({ Effect: "Deny", Condition: { IpAddress: { "aws:SourceIp": "10.0.0.0/8" } } });
      expect(isAllowed(request, [policy({}), deny])).to.equal(false);
    });
  });

  describe("the decision", () => {
    it("is to deny without a policy", () => {
      expect(isAllowed(request, [])).to.equal(false);
    });
    it("is to deny if any statement denies", () => {
      expect(isAllowed(request, [policy({}), policy({ Effect: "Deny", Action: "ses:SendRaw*" })])).to.equal(
        false,
      );
    });
    it("ignores a Deny that does not match", () => {
      const deny = policy({ Effect: "Deny", Condition: { StringLike: { "ses:FromAddress": "bob@*" } } });
      expect(isAllowed(request, [policy({}), deny])).to.equal(true);
    });
    it("requires both a policy and the boundary to allow", () => {
      expect(isAllowed(request, [policy({})], policy({ Action: "ses:SendEmail" }))).to.equal(false);
      expect(isAllowed(request, [], policy({}))).to.equal(false);
      expect(isAllowed(request, [policy({})], policy({}))).to.equal(true);
    });
    it("is to deny if the boundary denies", () => {
      const boundary = { Statement: [...policy({}).Statement, ...policy({ Effect: "Deny" }).Statement] };
      expect(isAllowed(request, [policy({})], boundary)).to.equal(false);
    });
    it("does not take exponential time with hostile wildcards", () => {
      const resource = "a".repeat(5_000);
      const pattern = `${"a*".repeat(500)}b`;
      expect(isAllowed({ ...request, resource }, [policy({ Resource: pattern })])).to.equal(false);
    });
  });
});
