import { expect } from "chai";
import type { Registration } from "../../cost/capture";
import { program } from "../support/policy-pack/program";

const OWN_TOPIC = "arn:aws:sns:eu-central-1:123456789012:alerts";

interface Statement {
  Sid: string;
  Principal: { Service?: string };
  Condition: { ArnEquals: { "aws:SourceArn": string[] } };
}

describe("what SES says about the account", function () {
  this.timeout(60_000);
  let all: readonly Registration[];
  const ofType = (type: string) => all.filter(registration => registration.type === type);
  const targets = () =>
    ofType("aws:cloudwatch/eventTarget:EventTarget").filter(({ name }) => NAMES.includes(name));
  const rules = () => ofType("aws:cloudwatch/eventRule:EventRule").filter(({ name }) => NAMES.includes(name));
  const NAMES = ["smtp-sending-status", "smtp-advisor"];
  before(async () => {
    all = await program();
  });

  it("is matched by type: sending stopped and resumed, recommendations opened and resolved", () => {
    const patterns = rules().map(({ inputs }) => JSON.parse(String(inputs.eventPattern)) as object);
    expect(patterns).to.deep.equal([
      { source: ["aws.ses"], "detail-type": ["Sending Status Disabled", "Sending Status Enabled"] },
      {
        source: ["aws.ses"],
        "detail-type": ["Advisor Recommendation Status Open", "Advisor Recommendation Status Resolved"],
      },
    ]);
  });

  // Proves R2.4
  it("goes to the alert topic in sentences, and to the parked queue if it cannot be delivered", () => {
    expect(targets()).to.have.length(2);
    for (const { inputs } of targets()) {
      expect(inputs.arn).to.include(":smtp-alerts");
      expect(inputs.deadLetterConfig).to.have.property("arn").that.includes(":smtp-parked");
      const { inputPaths, inputTemplate } = inputs.inputTransformer as {
        inputPaths: Record<string, string>;
        inputTemplate: string;
      };
      const used = [...inputTemplate.matchAll(/<(\w+)>/g)].map(([, name]) => name);
      expect(new Set(used)).to.deep.equal(new Set(Object.keys(inputPaths)));
      expect(inputTemplate).to.match(/^"Amazon SES: <what> \(.*\)\."\n/);
    }
  });

  it("may be sent there by these rules only", () => {
    const arns = rules().map(({ outputs }) => outputs.arn);
    const exposedKeys = ofType("aws:cloudwatch/eventRule:EventRule").find(
      ({ name }) => name === "smtp-exposed-keys",
    );
    for (const [type, name, expected] of [
      ["aws:sns/topicPolicy:TopicPolicy", "smtp-alerts", arns],
      ["aws:sqs/queuePolicy:QueuePolicy", "smtp-parked", [...arns, exposedKeys?.outputs.arn]],
    ] as const) {
      const policy = ofType(type).find(each => each.name === name)?.inputs.policy as {
        Statement: Statement[];
      };
      const [own] = policy.Statement.filter(({ Sid }) => Sid === "AccountEvents");
      expect(own?.Principal).to.deep.equal({ Service: "events.amazonaws.com" });
      expect(own?.Condition.ArnEquals["aws:SourceArn"]).to.deep.equal(expected);
    }
  });

  it("goes to the topic of the settings if they name one", async () => {
    all = await program({ settings: { "ses-smtp:alertTopicArn": OWN_TOPIC } });
    expect(targets().map(({ inputs }) => inputs.arn)).to.deep.equal([OWN_TOPIC, OWN_TOPIC]);
  });
});
