import { expect } from "chai";

import { allowsService } from "../../../sandbox/iam/service-access";
import type { PolicyStatement } from "../../../sandbox/iam/policy-document";

const TOPIC = "arn:aws:sns:eu-central-1:111122223333:bounces";
const SOURCE = "arn:aws:ses:eu-central-1:111122223333:configuration-set/main";
const REQUEST = {
  service: "ses.amazonaws.com",
  action: "sns:Publish",
  resource: TOPIC,
  sourceArn: SOURCE,
};

const OURS: PolicyStatement = {
  Effect: "Allow",
  Principal: { Service: "ses.amazonaws.com" },
  Action: "sns:Publish",
  Resource: TOPIC,
  Condition: {
    StringEquals: { "aws:SourceAccount": "111122223333" },
    ArnEquals: { "aws:SourceArn": SOURCE },
  },
};

/** https://docs.aws.amazon.com/ses/latest/dg/configure-sns-notifications.html has a policy like this one. */
describe("a service is allowed by a resource's policy", () => {
  const allows = (...Statement: PolicyStatement[]) =>
    allowsService({ Version: "2012-10-17", Statement }, REQUEST);

  it("that names it, its account and its source", () => {
    expect(allows(OURS)).to.equal(true);
    expect(allows({ ...OURS, Principal: { Service: ["sns.amazonaws.com", "ses.amazonaws.com"] } })).to.equal(
      true,
    );
  });

  it("but not by one for another service, account, source, action or resource", () => {
    const when = (operator: string, key: string, value: string) => ({
      ...OURS,
      Condition: { [operator]: { [key]: value } },
    });
    for (const [what, statement] of [
      ["service", { ...OURS, Principal: { Service: "sns.amazonaws.com" } }],
      ["account as principal", { ...OURS, Principal: { AWS: "111122223333" } }],
      ["account", when("StringEquals", "aws:SourceAccount", "444455556666")],
      ["source", when("ArnEquals", "aws:SourceArn", `${SOURCE}-2`)],
      ["action", { ...OURS, Action: "sns:Subscribe" }],
      ["resource", { ...OURS, Resource: `${TOPIC}-2` }],
    ] as const)
      expect(allows(statement), what).to.equal(false);
  });

  it("and not by the policy that SNS gives a new topic, which is for the account's own principals", () => {
    const Action = ["SNS:Publish", "SNS:Subscribe"];
    const Condition = { StringEquals: { "AWS:SourceOwner": "111122223333" } };
    expect(allows({ Effect: "Allow", Principal: { AWS: "*" }, Action, Resource: TOPIC, Condition })).to.equal(
      false,
    );
  });

  it("and not where it denies the same", () => {
    expect(allows(OURS, { ...OURS, Effect: "Deny", Action: "sns:*" })).to.equal(false);
    expect(
      allows(OURS, {
        Effect: "Deny",
        Principal: "*",
        Action: "sns:Publish",
        Resource: "*",
        Condition: { Bool: { "aws:PrincipalIsAWSService": "true" } },
      }),
    ).to.equal(false);
  });

  it("and a trust policy is about its role, without a Resource", () => {
    const assume = { ...REQUEST, action: "sts:AssumeRole", resource: "arn:aws:iam::111122223333:role/r" };
    const trust = { ...OURS, Action: "sts:AssumeRole" };
    delete trust.Resource;
    expect(allowsService({ Version: "2012-10-17", Statement: trust }, assume)).to.equal(true);
    expect(
      allowsService({ Version: "2012-10-17", Statement: trust }, { ...assume, sourceArn: `${SOURCE}-2` }),
    ).to.equal(false);
  });
});
