import { expect } from "chai";
import { canonicalPolicy, DENY_POLICY, policySize, senderPolicy } from "../../../handlers/reconciler/policy";

describe("the inline policy", () => {
  const policy = senderPolicy(["b@company.com", "a@company.com", "a@company.com"], ["arn:one"]);

  it("does not depend on the order of the addresses, or on duplicates", () => {
    expect(policy).to.equal(senderPolicy(["a@company.com", "b@company.com"], ["arn:one"]));
  });

  // Proves R4.1, D-credential-security.2, T3.2-a, T3.2-b, P-security1.4
  it("allows two actions on the given resources, from the given addresses, and nothing else", () => {
    expect(JSON.parse(policy)).to.deep.equal({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Action: ["ses:SendEmail", "ses:SendRawEmail"],
          Resource: ["arn:one"],
          Condition: { StringLike: { "ses:FromAddress": ["a@company.com", "b@company.com"] } },
        },
      ],
    });
  });

  it("is recognized as IAM returns it: percent-encoded, its members in any order", () => {
    const { Statement, Version } = JSON.parse(policy) as Record<string, unknown>;
    expect(canonicalPolicy(encodeURIComponent(JSON.stringify({ Statement, Version }, null, 2)))).to.equal(
      policy,
    );
  });

  it("written by somebody else differs from ours, even if it is not a policy at all", () => {
    for (const text of ["", "%", "null", "{}", "not json"]) {
      expect(canonicalPolicy(text)).not.to.be.oneOf([policy, DENY_POLICY]);
    }
  });

  it("is measured without white space, as IAM does", () => expect(policySize(" a\n b\t")).to.equal(2));
});
