import { DeleteMessageBatchCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { CreateQueueCommand, SetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import { SubscribeCommand, SNSClient } from "@aws-sdk/client-sns";
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from "@aws-sdk/client-eventbridge";

import { ACCOUNT_ID, clientConfig, REGION } from "../../../sandbox/shared/account";
import { pollUntil } from "../../../sandbox/shared/poll";

const MAX_WAIT_MS = 30_000;

/** A queue that topics and rules of a sandbox deliver to, for tests that look at what was published. */
export class QueueOfEvents {
  private readonly sqs: SQSClient;
  private readonly sns: SNSClient;
  private readonly events: EventBridgeClient;
  private readonly sources: { service: string; arn: string }[] = [];
  private readonly seen: string[] = [];
  private url = "";
  private readonly arn: string;

  /** @param name the queue's, unique in the run */
  constructor(
    emulator: string,
    private readonly name: string,
  ) {
    const config = clientConfig(emulator);
    this.sqs = new SQSClient(config);
    this.sns = new SNSClient(config);
    this.events = new EventBridgeClient(config);
    this.arn = `arn:aws:sqs:${REGION}:${ACCOUNT_ID}:${name}`;
  }

  async open(): Promise<void> {
    const { QueueUrl = "" } = await this.sqs.send(new CreateQueueCommand({ QueueName: this.name }));
    this.url = QueueUrl;
  }

  /** Delivers the topic's messages as they were published, without SNS's envelope. */
  async subscribe(TopicArn: string): Promise<void> {
    await this.allow("sns.amazonaws.com", TopicArn);
    const Attributes = { RawMessageDelivery: "true" };
    await this.sns.send(new SubscribeCommand({ TopicArn, Protocol: "sqs", Endpoint: this.arn, Attributes }));
  }

  /** Delivers the events of the default bus that match. */
  async follow(pattern: object): Promise<void> {
    const Rule = this.name;
    await this.events.send(new PutRuleCommand({ Name: Rule, EventPattern: JSON.stringify(pattern) }));
    await this.allow("events.amazonaws.com", `arn:aws:events:${REGION}:${ACCOUNT_ID}:rule/${Rule}`);
    await this.events.send(new PutTargetsCommand({ Rule, Targets: [{ Id: "queue", Arn: this.arn }] }));
  }

  /** The first message that is as wanted, whether it has arrived already or not. */
  async waitFor<Message>(what: string, wanted: (body: Message) => boolean): Promise<Message> {
    return pollUntil(what, MAX_WAIT_MS, async () => {
      await this.receive();
      const found = this.seen.filter(body => body.startsWith("{")).map(body => JSON.parse(body) as Message);
      const message = found.find(wanted);
      return message === undefined ? { yet: `${this.seen.length} others` } : { done: message };
    });
  }

  /** What has arrived so far. */
  async bodies(): Promise<readonly string[]> {
    await this.receive();
    return this.seen;
  }

  close(): void {
    for (const client of [this.sqs, this.sns, this.events]) client.destroy();
  }

  private async receive(): Promise<void> {
    for (;;) {
      const request = new ReceiveMessageCommand({ QueueUrl: this.url, MaxNumberOfMessages: 10 });
      const { Messages = [] } = await this.sqs.send(request);
      if (Messages.length === 0) return;
      this.seen.push(...Messages.map(({ Body = "" }) => Body));
      const Entries = Messages.map(({ ReceiptHandle = "" }, index) => ({ Id: String(index), ReceiptHandle }));
      await this.sqs.send(new DeleteMessageBatchCommand({ QueueUrl: this.url, Entries }));
    }
  }

  private async allow(service: string, arn: string): Promise<void> {
    this.sources.push({ service, arn });
    const Policy = JSON.stringify({
      Version: "2012-10-17",
      Statement: this.sources.map(source => ({
        Effect: "Allow",
        Principal: { Service: source.service },
        Action: "sqs:SendMessage",
        Resource: this.arn,
        Condition: { ArnEquals: { "aws:SourceArn": source.arn } },
      })),
    });
    await this.sqs.send(new SetQueueAttributesCommand({ QueueUrl: this.url, Attributes: { Policy } }));
  }
}
