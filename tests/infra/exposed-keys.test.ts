import { expect } from "chai";
import type { Registration } from "../../cost/capture";
import { program } from "../support/policy-pack/program";

const NAME = "smtp-exposed-keys";

interface Statement {
  Sid: string;
  Action: string | string[];
  Condition?: Record<string, Record<string, unknown>>;
}

describe("AWS Health's reports of exposed access keys", function () {
  this.timeout(60_000);
  let all: readonly Registration[];
  before(async () => {
    all = await program();
  });

  const named = (type: string, name = NAME) =>
    all.find(each => each.type === type && each.name === name)?.inputs ?? {};

  it("are matched by their type, whatever service Health counts them to", () => {
    const { eventPattern } = named("aws:cloudwatch/eventRule:EventRule");
    expect(JSON.parse(String(eventPattern))).to.deep.equal({
      source: ["aws.health"],
      "detail-type": ["AWS Health Event"],
      detail: { eventTypeCode: ["AWS_RISK_CREDENTIALS_EXPOSED"] },
    });
  });

  it("go to the dispatcher, which this rule alone may invoke, and to the parked queue if they cannot", () => {
    const target = named("aws:cloudwatch/eventTarget:EventTarget");
    expect(target.arn).to.include("smtp-record-dispatcher");
    expect(target.deadLetterConfig).to.have.property("arn").that.includes(":smtp-parked");
    const permission = named("aws:lambda/permission:Permission");
    expect(permission).to.include({ principal: "events.amazonaws.com", action: "lambda:InvokeFunction" });
    const rule = all.find(({ type, name }) => type === "aws:cloudwatch/eventRule:EventRule" && name === NAME);
    expect(permission.sourceArn).to.equal(rule?.outputs.arn);
    const { policy } = named("aws:sqs/queuePolicy:QueuePolicy", "smtp-parked");
    expect(JSON.stringify(policy)).to.include(String(rule?.outputs.arn));
  });

  it("let the dispatcher write holds, and nothing else in the table", () => {
    const { policy } = named("aws:iam/rolePolicy:RolePolicy", "smtp-record-dispatcher");
    const { Statement } = policy as { Statement: Statement[] };
    const writes = Statement.filter(({ Action }) =>
      [Action].flat().some(each => /dynamodb:(Put|Update|Delete)/.test(each)),
    );
    expect(writes.map(({ Action, Condition }) => [Action, Condition])).to.deep.equal([
      [["dynamodb:UpdateItem"], { "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": ["SMTP_HOLD"] } }],
    ]);
  });
});
