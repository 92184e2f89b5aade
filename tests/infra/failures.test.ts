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

describe("the path of a permanent failure", () => {
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
  const queueArn = () => one("aws:sqs/queue:Queue", "smtp-dead-letters").outputs.arn;
  const functionOf = (name: string) => one("aws:lambda/function:Function", name);
  const inputOf = (type: string, name: string, key: string) => one(type, name).inputs[key];

  const FUNCTIONS = [
    "smtp-credential-manager",
    "smtp-record-dispatcher",
    "smtp-feedback-recorder",
    "smtp-email-validator",
  ];
  const ACCOUNT = { AWS: "arn:aws:iam::123456789012:root" };

  // Proves D-modules.3, T4.1-b
  it("starts at the dispatcher's stream and at the manager's asynchronous invocations", () => {
    const mapping = one("aws:lambda/eventSourceMapping:EventSourceMapping", "smtp-record-dispatcher");
    expect(topicArn()).to.match(/^arn:aws:sns:.*:smtp-failures/);
    expect(mapping.inputs.destinationConfig).to.deep.equal({ onFailure: { destinationArn: topicArn() } });
    const config = "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig";
    const manager = one("aws:lambda/function:Function", "smtp-credential-manager");
    expect(one(config, "smtp-credential-manager").inputs).to.deep.equal({
      functionName: manager.outputs.name,
      maximumRetryAttempts: 2,
      maximumEventAgeInSeconds: 21_600,
      destinationConfig: { onFailure: { destination: topicArn() } },
    });
  });

  for (const name of FUNCTIONS) {
    // Proves D-environment.4
    it(`uses the role of ${name}, which can publish to this topic, and alerts to theirs`, () => {
      const role = one("aws:iam/rolePolicy:RolePolicy", name);
      const publishing = statementsOf(role)
        .filter(({ Action }) => [Action].flat().some(action => /^sns:|\*/.test(action)))
        .filter(({ Sid }) => Sid !== "Alerts");
      expect(publishing).to.deep.equal([
        { Sid: "Failures", Effect: "Allow", Action: "sns:Publish", Resource: topicArn() },
      ]);
    });
  }

  it("is open to the roles of these functions, by condition: a role named as principal would not survive its own replacement", () => {
    expect(statementsOf(one("aws:sns/topicPolicy:TopicPolicy", "smtp-failures"))).to.deep.equal([
      {
        Sid: "FailingFunctions",
        Effect: "Allow",
        Principal: ACCOUNT,
        Action: "sns:Publish",
        Resource: topicArn(),
        Condition: {
          ArnEquals: {
            "aws:PrincipalArn": FUNCTIONS.map(name => one("aws:lambda/function:Function", name).inputs.role),
          },
        },
      },
    ]);
  });

  it("leads to the processor, and past it into its queue if SNS cannot deliver: nothing is dropped", () => {
    const processor = functionOf("smtp-dlq-processor");
    expect(one("aws:sns/topicSubscription:TopicSubscription", "smtp-dlq-processor").inputs).to.deep.equal({
      topic: topicArn(),
      protocol: "lambda",
      endpoint: processor.outputs.arn,
      redrivePolicy: JSON.stringify({ deadLetterTargetArn: queueArn() }),
    });
    expect(one("aws:lambda/permission:Permission", "smtp-dlq-processor").inputs).to.include({
      principal: "sns.amazonaws.com",
      sourceArn: topicArn(),
    });
  });

  // Proves D-modules.4, T4.1-a
  it("leads on into the queue, which only the processor, these topics and these rules may fill, encrypted, for 14 days", () => {
    expect(one("aws:sqs/queue:Queue", "smtp-dead-letters").inputs).to.include({
      messageRetentionSeconds: 1_209_600,
      sqsManagedSseEnabled: true,
    });
    expect(statementsOf(one("aws:sqs/queuePolicy:QueuePolicy", "smtp-dead-letters"))).to.deep.equal([
      {
        Sid: "Topics",
        Effect: "Allow",
        Principal: { Service: "sns.amazonaws.com" },
        Action: "sqs:SendMessage",
        Resource: queueArn(),
        Condition: {
          ArnEquals: {
            "aws:SourceArn": [
              topicArn(),
              ...["smtp-bounces", "smtp-complaints"].map(
                name => one("aws:sns/topic:Topic", name).outputs.arn,
              ),
            ],
          },
        },
      },
      {
        Sid: "Events",
        Effect: "Allow",
        Principal: { Service: "events.amazonaws.com" },
        Action: "sqs:SendMessage",
        Resource: queueArn(),
        Condition: {
          ArnEquals: {
            "aws:SourceArn": ["smtp-events", "smtp-sends"].map(
              name => one("aws:cloudwatch/eventRule:EventRule", name).outputs.arn,
            ),
          },
        },
      },
      {
        Sid: "Processor",
        Effect: "Allow",
        Principal: ACCOUNT,
        Action: "sqs:SendMessage",
        Resource: queueArn(),
        Condition: { ArnEquals: { "aws:PrincipalArn": [functionOf("smtp-dlq-processor").inputs.role] } },
      },
    ]);
  });

  it("does not count receptions: looking at the queue must not move what is in it", () => {
    for (const name of ["smtp-dead-letters", "smtp-parked"])
      expect(one("aws:sqs/queue:Queue", name).inputs).to.not.have.property("redrivePolicy");
  });

  it("ends in the parked queue, also for failures of the processor itself", () => {
    const parked = one("aws:sqs/queue:Queue", "smtp-parked");
    expect(parked.inputs).to.include({ messageRetentionSeconds: 1_209_600, sqsManagedSseEnabled: true });
    const config = "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig";
    expect(one(config, "smtp-dlq-processor").inputs).to.include({ maximumRetryAttempts: 2 });
    expect(one(config, "smtp-dlq-processor").inputs.destinationConfig).to.deep.equal({
      onFailure: { destination: parked.outputs.arn },
    });
    const [parking] = statementsOf(one("aws:sqs/queuePolicy:QueuePolicy", "smtp-parked"));
    expect([parking]).to.deep.equal([
      {
        Sid: "Parking",
        Effect: "Allow",
        Principal: ACCOUNT,
        Action: "sqs:SendMessage",
        Resource: parked.outputs.arn,
        Condition: {
          ArnEquals: {
            "aws:PrincipalArn": [
              one("aws:iam/role:Role", "smtp-wake-ups").outputs.arn,
              ...[
                "smtp-credential-manager",
                "smtp-record-dispatcher",
                "smtp-dlq-processor",
                "smtp-feedback-recorder",
                "smtp-email-validator",
              ].map(name => functionOf(name).inputs.role),
            ],
          },
        },
      },
    ]);
  });

  it("wakes the processor once a day, should a wake-up of its own be lost", () => {
    const { inputs } = one("aws:scheduler/schedule:Schedule", "smtp-drain");
    expect(inputs.scheduleExpression).to.equal("cron(47 3 * * ? *)");
    expect(inputs.target).to.deep.include({
      arn: functionOf("smtp-dlq-processor").outputs.arn,
      input: JSON.stringify({ drain: "daily" }),
      deadLetterConfig: { arn: one("aws:sqs/queue:Queue", "smtp-parked").outputs.arn },
    });
  });

  // Proves R3.3
  it("is not polled: polling would cost while idle", () => {
    const sources = all
      .filter(({ type }) => type === "aws:lambda/eventSourceMapping:EventSourceMapping")
      .map(({ inputs }) => String(inputs.eventSourceArn));
    expect(sources.filter(source => !source.includes(":dynamodb:"))).to.deep.equal([]);
  });
});
