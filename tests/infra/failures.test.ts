import { expect } from "chai";
import type { Registration } from "../../cost/capture";
import { program } from "../support/policy-pack/program";

interface Statement {
  Sid: string;
  Effect: string;
  Principal?: Record<string, unknown>;
  Action: string | string[];
  Resource: unknown;
  Condition?: unknown;
}

describe("the path of a stream record that fails permanently", function () {
  this.timeout(60_000);
  let all: readonly Registration[];
  before(async () => {
    all = await program();
  });

  /** The inputs and computed outputs of the only resource with this type and name. */
  const one = (type: string, name: string) => {
    const found = all.filter(registration => registration.type === type && registration.name === name);
    expect(found, `${type} ${name}`).to.have.lengthOf(1);
    return found[0] as Registration;
  };
  const statementsOf = ({ inputs }: Registration) => {
    const document =
      typeof inputs.policy === "string" ? (JSON.parse(inputs.policy) as unknown) : inputs.policy;
    return (document as { Statement: Statement[] }).Statement;
  };
  const topicArn = () => inputOf("aws:sns/topicPolicy:TopicPolicy", "smtp-failures", "arn");
  const queueArn = () =>
    inputOf("aws:sns/topicSubscription:TopicSubscription", "smtp-dead-letters", "endpoint");
  const inputOf = (type: string, name: string, key: string) => one(type, name).inputs[key];

  it("starts at the event source mapping, whose destination is the topic", () => {
    const mapping = one("aws:lambda/eventSourceMapping:EventSourceMapping", "smtp-credential-manager");
    expect(topicArn()).to.match(/^arn:aws:sns:.*:smtp-failures/);
    expect(mapping.inputs.destinationConfig).to.deep.equal({ onFailure: { destinationArn: topicArn() } });
  });

  it("uses the manager's role, which can publish to this topic only", () => {
    const role = one("aws:iam/rolePolicy:RolePolicy", "smtp-credential-manager");
    const publishing = statementsOf(role).filter(({ Action }) =>
      [Action].flat().some(name => /^sns:|\*/.test(name)),
    );
    expect(publishing).to.deep.equal([
      { Sid: "Failures", Effect: "Allow", Action: "sns:Publish", Resource: topicArn() },
    ]);
    const [statement, ...others] = statementsOf(one("aws:sns/topicPolicy:TopicPolicy", "smtp-failures"));
    expect(others).to.deep.equal([]);
    expect(statement).to.deep.include({ Effect: "Allow", Action: "sns:Publish", Resource: topicArn() });
    const manager = one("aws:lambda/function:Function", "smtp-credential-manager");
    expect(statement?.Principal).to.deep.equal({ AWS: [manager.inputs.role] });
  });

  it("ends in the queue, which accepts messages from this topic only and keeps them, encrypted, for 14 days", () => {
    expect(one("aws:sqs/queue:Queue", "smtp-dead-letters").inputs).to.include({
      messageRetentionSeconds: 1_209_600,
      sqsManagedSseEnabled: true,
    });
    expect(statementsOf(one("aws:sqs/queuePolicy:QueuePolicy", "smtp-dead-letters"))).to.deep.equal([
      {
        Sid: "FailuresTopic",
        Effect: "Allow",
        Principal: { Service: "sns.amazonaws.com" },
        Action: "sqs:SendMessage",
        Resource: queueArn(),
        Condition: { ArnEquals: { "aws:SourceArn": topicArn() } },
      },
    ]);
    expect(one("aws:sns/topicSubscription:TopicSubscription", "smtp-dead-letters").inputs).to.include({
      topic: topicArn(),
      protocol: "sqs",
      rawMessageDelivery: true,
    });
  });

  it("is not polled: polling would cost while idle", () => {
    const sources = all
      .filter(({ type }) => type === "aws:lambda/eventSourceMapping:EventSourceMapping")
      .map(({ inputs }) => String(inputs.eventSourceArn));
    expect(sources.filter(source => !source.includes(":dynamodb:"))).to.deep.equal([]);
  });
});
