import { expect } from "chai";
import { analyze, analyzeStack, mandatory, type Given } from "../support/policy-pack/analyzer";
import { DASHBOARD, policy, UNKNOWN_STRING } from "../support/policy-pack/fixtures";
import { pack } from "../support/policy-pack/pack";
import { COST_EVASIONS } from "../support/policy-pack/evasions/cost";
import {
  makesUsers,
  may,
  PRIVILEGE_EVASIONS,
  raw,
  SCHEDULER,
  TABLE_ARN,
  trusts,
} from "../support/policy-pack/evasions/privilege";

const EVASIONS = [...PRIVILEGE_EVASIONS, ...COST_EVASIONS];

describe("a way round the rules", () => {
  it("was looked for in more than forty places", () => {
    expect(EVASIONS.length).to.be.greaterThan(40);
  });

  for (const [what, policyName, given] of EVASIONS) {
    it(`is not ${what}`, async () => {
      const policies = pack({ only: policyName });
      const judged = await Promise.all(given.map(resource => analyze(policies, resource)));
      const refused = mandatory([...judged.flat(), ...(await analyzeStack(policies, given))]);
      expect(refused.map(diagnostic => diagnostic.policy)).to.include(policyName);
      for (const { message } of refused) expect(message.split("\n")).to.have.length(2);
    });
  }

  it("is no input so large that the pack gives up", async () => {
    const metrics = Array.from({ length: 200_000 }, (_, i) => ["AWS/SES", `M${i}`]);
    const dashboardBody = JSON.stringify({ widgets: [{ properties: { metrics } }] });
    const given = [{ type: DASHBOARD, name: "planted", props: { dashboardBody } }];
    const [first] = await analyzeStack(pack({ only: "free-allotments" }), given);
    expect(first?.message).to.include("because the number of metrics in dashboardBody > 50");
    const statements = Array.from({ length: 5_000 }, () => ({ Effect: "Deny", Action: "*", Resource: "*" }));
    const long = policy(...statements, { Effect: "Allow", Action: "*", Resource: TABLE_ARN });
    expect(await analyze(pack({ only: "wildcard-actions" }), raw(long))).to.have.length(1);
  });

  it("is not closed where the program goes: what it really needs still passes", async () => {
    const good: Given[] = [
      may(["dynamodb:GetItem", "dynamodb:BatchGetItem"], TABLE_ARN),
      may("iam:GetUser", "arn:aws:iam::123456789012:user/ses-smtp/*"),
      trusts(SCHEDULER, {
        ArnLike: { "aws:SourceArn": "arn:aws:scheduler:*:123456789012:schedule-group/x" },
      }),
      trusts(SCHEDULER, { StringEquals: { "aws:SourceAccount": [UNKNOWN_STRING] } }),
      makesUsers({ StringEquals: { "iam:PermissionsBoundary": UNKNOWN_STRING } }),
      {
        type: "aws:lambda/permission:Permission",
        props: { function: "f", principal: "sns.amazonaws.com", sourceArn: UNKNOWN_STRING },
      },
    ];
    const only = ["wildcard-actions", "wildcard-resources", "guarded-trust", "bounded-users"];
    const policies = pack().filter(({ name }) => only.includes(name));
    const judged = await Promise.all(good.map(resource => analyze(policies, resource)));
    expect(judged.flat().map(({ message }) => message)).to.deep.equal([]);
  });
});
