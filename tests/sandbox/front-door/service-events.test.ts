import {
  DeleteRuleCommand,
  EventBridgeClient,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from "@aws-sdk/client-eventbridge";
import {
  CreateQueueCommand,
  DeleteQueueCommand,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { expect } from "chai";

import type { Sandbox } from "../../../sandbox/sandbox";
import { clientConfig } from "../../../sandbox/shared/account";
import { sharedSandbox } from "../../support/sandbox/shared-sandbox";

const RULE = "service-events";

describe("an event of an AWS service", () => {
  let sandbox: Sandbox;
  let events: EventBridgeClient;
  let sqs: SQSClient;
  let QueueUrl: string;

  before(async () => {
    sandbox = await sharedSandbox();
    const config = clientConfig(sandbox.report.emulator);
    events = new EventBridgeClient(config);
    sqs = new SQSClient(config);
    ({ QueueUrl = "" } = await sqs.send(new CreateQueueCommand({ QueueName: RULE })));
    const Arn = `arn:aws:sqs:eu-central-1:123456789012:${RULE}`;
    const Principal = { Service: "events.amazonaws.com" };
    const Statement = [{ Effect: "Allow", Principal, Action: "sqs:SendMessage", Resource: Arn }];
    const Policy = JSON.stringify({ Version: "2012-10-17", Statement });
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }));
    const EventPattern = JSON.stringify({ source: ["aws.health"] });
    await events.send(new PutRuleCommand({ Name: RULE, EventPattern }));
    await events.send(new PutTargetsCommand({ Rule: RULE, Targets: [{ Id: RULE, Arn }] }));
  });
  after(async () => {
    await events.send(new RemoveTargetsCommand({ Rule: RULE, Ids: [RULE] }));
    await events.send(new DeleteRuleCommand({ Name: RULE }));
    await sqs.send(new DeleteQueueCommand({ QueueUrl }));
    events.destroy();
    sqs.destroy();
  });

  it("reaches a rule's target when the sandbox emits it", async () => {
    await sandbox.frontDoor.emitServiceEvent({
      source: "aws.health",
      detailType: "AWS Health Event",
      detail: { eventTypeCode: "AWS_RISK_CREDENTIALS_EXPOSED" },
    });
    const received = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 10 }));
    const [message] = received.Messages ?? [];
    const event = JSON.parse(message?.Body ?? "{}") as Record<string, unknown>;
    expect(event).to.include({ source: "aws.health", "detail-type": "AWS Health Event" });
    expect(event.detail).to.deep.equal({ eventTypeCode: "AWS_RISK_CREDENTIALS_EXPOSED" });
  });

  it("is refused to everybody else", async () => {
    const entry = { Source: "aws.health", DetailType: "AWS Health Event", Detail: "{}" };
    const { FailedEntryCount, Entries = [] } = await events.send(new PutEventsCommand({ Entries: [entry] }));
    expect([FailedEntryCount, Entries[0]?.ErrorCode]).to.deep.equal([1, "NotAuthorizedForSourceException"]);
  });
});
