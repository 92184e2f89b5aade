import { expect } from "chai";
import { analyze, analyzeStack, mandatory, type Given } from "../../cost/analyzer";
import { DASHBOARD, policy, UNKNOWN_STRING } from "../support/policy-pack/fixtures";
import { pack } from "../support/policy-pack/pack";
import { ACCESS_EVASIONS } from "../support/policy-pack/evasions/access";
import { ACTION_EVASIONS } from "../support/policy-pack/evasions/actions";
import { COST_EVASIONS } from "../support/policy-pack/evasions/cost";
import { type Evasion, may, raw, TABLE_ARN } from "../support/policy-pack/evasions/evasion";
import { makesUsers, PRIVILEGE_EVASIONS, SCHEDULER, trusts } from "../support/policy-pack/evasions/privilege";
import { LOOP_EVASIONS } from "../support/policy-pack/evasions/loops";
import { SENDER_EVASIONS } from "../support/policy-pack/evasions/senders";
import { SPELLING_EVASIONS } from "../support/policy-pack/evasions/spellings";
import { TRUST_EVASIONS } from "../support/policy-pack/evasions/trust";
import { WORK_EVASIONS } from "../support/policy-pack/evasions/work";

const KINDS: Readonly<Record<string, readonly Evasion[]>> = {
  "that starts something else": [...WORK_EVASIONS, ...LOOP_EVASIONS],
  "of actions and resources": ACTION_EVASIONS,
  "of trust and resource policies": [...TRUST_EVASIONS, ...SENDER_EVASIONS],
  "that hands out access": ACCESS_EVASIONS,
  "of two spellings": SPELLING_EVASIONS,
  "of privileges": PRIVILEGE_EVASIONS,
  "of cost": COST_EVASIONS,
};
const MIN_PER_KIND = 25;
const MIN_EVASIONS = 400;

describe("an evasion", () => {
  for (const [kind, evasions] of Object.entries(KINDS)) {
    describe(kind, () => {
      for (const [what, policyName, given] of evasions) {
        it(`is refused: ${what}`, async () => {
          const policies = pack({ only: policyName });
          const judged = await Promise.all(given.map(resource => analyze(policies, resource)));
          const refused = mandatory([...judged.flat(), ...(await analyzeStack(policies, given))]);
          expect(refused.map(diagnostic => diagnostic.policy)).to.include(policyName);
          for (const { message } of refused) expect(message.split("\n")).to.have.length(2);
        });
      }
    });
  }

  it("was tried in every kind", () => {
    const counts = Object.values(KINDS).map(evasions => evasions.length);
    expect(Math.min(...counts)).to.be.at.least(MIN_PER_KIND);
    expect(counts.reduce((sum, count) => sum + count, 0)).to.be.at.least(MIN_EVASIONS);
  });

  it("does not succeed with input so large that the pack gives up", async () => {
    const metrics = Array.from({ length: 200_000 }, (_, i) => ["AWS/SES", `M${i}`]);
    const dashboardBody = JSON.stringify({ widgets: [{ properties: { metrics } }] });
    const given = { type: DASHBOARD, name: "planted", props: { dashboardBody } };
    const [first] = await analyze(pack({ only: "standing-cost" }), given);
    expect(first?.message).to.include("because the number of metrics in dashboardBody > 50");
    const statements = Array.from({ length: 5_000 }, () => ({ Effect: "Deny", Action: "*", Resource: "*" }));
    const long = policy(...statements, { Effect: "Allow", Action: "*", Resource: TABLE_ARN });
    expect(await analyze(pack({ only: "wildcard-actions" }), raw(long))).to.have.length(1);
  });

  it("is refused without refusing what the program needs", async () => {
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
