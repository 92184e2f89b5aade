import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { ListSchedulesCommand, SchedulerClient } from "@aws-sdk/client-scheduler";
import { ListTopicsCommand, PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { parseReports } from "../../../handlers/dlq-processor/failure-reports";
import type { DlqMessage } from "../../../handlers/shared/dlq-message";
import { clientConfig } from "../../../sandbox/shared/account";
import { pollUntil } from "../../../sandbox/shared/poll";
import { type Sandbox, type SandboxOptions, startSandbox } from "../../../sandbox/sandbox";
import { Administrator, type CredentialRecord } from "../../../sandbox/testkit/administrator";
import { deployedFunctions } from "../../../sandbox/testkit/function-archive";
import { peek } from "./failure-messages";
import { subscribeQueue } from "./subscribed-queue";

/** The emulator divides delays and the time left of schedules by it: a quarter of an hour becomes 45 seconds. */
const DEFAULT_SPEEDUP = 20;

interface Options extends Pick<
  SandboxOptions,
  "settings" | "existingTable" | "prepareTable" | "emulatorEnvironment"
> {
  /** What the emulator divides delays and the time left of schedules by. */
  speedup?: number;
}

/** Three runs of the manager, each with its own retries, and the wake-ups between them. */
const MAX_WAIT_MS = 240_000;

/** A sandbox in which operations fail and are tried again sooner, and what a test sees of it: two queues and the table. */
export class FailedOperations {
  readonly administrator: Administrator;
  readonly sqs: SQSClient;
  readonly sns: SNSClient;
  private readonly lambda: LambdaClient;
  private readonly scheduler: SchedulerClient;
  private readonly seen: DlqMessage[] = [];
  private alertsUrl = "";

  private constructor(readonly sandbox: Sandbox) {
    const config = clientConfig(sandbox.report.emulator);
    this.administrator = new Administrator(sandbox.report, MAX_WAIT_MS);
    this.sqs = new SQSClient(config);
    this.sns = new SNSClient(config);
    this.lambda = new LambdaClient(config);
    this.scheduler = new SchedulerClient(config);
  }

  static async start({
    speedup = DEFAULT_SPEEDUP,
    emulatorEnvironment = {},
    ...options
  }: Options = {}): Promise<FailedOperations> {
    return new FailedOperations(
      await startSandbox({
        ...options,
        keyDelayMs: 200,
        emulatorEnvironment: { ...emulatorEnvironment, SES_SMTP_SCHEDULE_SPEEDUP: String(speedup) },
      }),
    );
  }

  /** Denies the calls of this action whose body names the username. @returns a function that lifts it */
  deny(service: string, action: string, username: string): () => void {
    return this.sandbox.frontDoor.faults.add({
      service,
      action,
      match: ({ body }) => body.includes(username),
      mode: "refuse-before",
      status: 400,
      code: "AccessDeniedException",
    });
  }

  async request(username: string): Promise<void> {
    await this.administrator.put(username, {
      status: "pending",
      allowed_from_addresses: [`${username}@company.com`],
    });
  }

  async until(username: string, holds: (record: CredentialRecord) => boolean): Promise<CredentialRecord> {
    return this.administrator.waitFor(username, holds);
  }

  /** The message about a username that was seen in the dead-letter queue with this count. */
  async deadLetter(username: string, retryCount: number): Promise<DlqMessage> {
    return pollUntil(
      `a dead letter of ${username}, tried again ${retryCount} times`,
      MAX_WAIT_MS,
      async () => {
        this.seen.push(...(await peek(this.sqs, this.url("deadLetterQueueUrl"))).flatMap(parsed));
        const found = this.seen.find(
          message => isAbout(message, username) && message.retryCount === retryCount,
        );
        return found === undefined ? { yet: `${this.seen.length} others` } : { done: found };
      },
    );
  }

  /** The first parked body that is as wanted. */
  async parked(
    what: string,
    wanted: (body: string) => boolean,
    { maxWaitMs = MAX_WAIT_MS } = {},
  ): Promise<string> {
    return pollUntil(`${what} in the parked queue`, maxWaitMs, async () => {
      const bodies = await peek(this.sqs, this.url("parkedQueueUrl"));
      const found = bodies.find(wanted);
      return found === undefined ? { yet: `${bodies.length} others` } : { done: found };
    });
  }

  async publish(Message: string): Promise<void> {
    const { TopicArn } = await this.topic();
    await this.sns.send(new PublishCommand({ TopicArn, Message }));
  }

  async send(MessageBody: string): Promise<void> {
    await this.sqs.send(new SendMessageCommand({ QueueUrl: this.url("deadLetterQueueUrl"), MessageBody }));
  }

  /** Subscribes a queue to the alert topic. @returns a function that waits for an alert about a text */
  async subscribeToAlerts(): Promise<(text: string) => Promise<string>> {
    const topicArn = String(this.sandbox.report.outputs.alertTopicArn);
    const url = (this.alertsUrl = await subscribeQueue(this, topicArn, "alerts-of-a-test"));
    return text =>
      pollUntil(`an alert about ${text}`, MAX_WAIT_MS, async () => {
        const found = (await peek(this.sqs, url)).find(alert => alert.includes(text));
        return found === undefined ? { yet: "none" } : { done: found };
      });
  }

  /**
   * Subscribes a queue to the failures topic.
   * @returns a function that returns the failed operations that were published since, the first one first
   */
  async subscribeToFailures(): Promise<() => Promise<DlqMessage[]>> {
    const { TopicArn = "" } = await this.topic();
    const url = await subscribeQueue(this, TopicArn, "failures-of-a-test");
    return async () =>
      (await peek(this.sqs, url)).flatMap(body =>
        parseReports(body, new Date().toISOString()).flatMap(report =>
          report.kind === "operations" ? report.messages : [],
        ),
      );
  }

  /** Wakes the processor, as its schedule does. */
  async drain(): Promise<void> {
    const processor = (await deployedFunctions(this.sandbox.report)).find(({ configuration }) =>
      configuration.FunctionName?.startsWith("smtp-dlq-processor-"),
    );
    await this.lambda.send(
      new InvokeCommand({
        FunctionName: processor?.configuration.FunctionName,
        InvocationType: "Event",
        Payload: JSON.stringify({ drain: "test" }),
      }),
    );
  }

  /** What is parked. */
  async parkedBodies(): Promise<string[]> {
    return peek(this.sqs, this.url("parkedQueueUrl"));
  }

  /** What the alert topic has published since it was subscribed to. */
  async alerts(): Promise<string[]> {
    return peek(this.sqs, this.alertsUrl);
  }

  /** What is in the dead-letter queue. */
  async deadLetters(): Promise<string[]> {
    return peek(this.sqs, this.url("deadLetterQueueUrl"));
  }

  /** The wake-ups that the processor has booked. */
  async drains(): Promise<string[]> {
    const { Schedules = [] } = await this.scheduler.send(new ListSchedulesCommand({ NamePrefix: "drain-" }));
    return Schedules.map(({ Name = "" }) => Name);
  }

  async close(): Promise<void> {
    this.administrator.close();
    for (const client of [this.sqs, this.sns, this.lambda, this.scheduler]) client.destroy();
    await this.sandbox.close();
  }

  private url(output: "deadLetterQueueUrl" | "parkedQueueUrl"): string {
    return String(this.sandbox.report.outputs[output]);
  }

  private async topic() {
    const { Topics = [] } = await this.sns.send(new ListTopicsCommand({}));
    const topic = Topics.find(({ TopicArn = "" }) => TopicArn.includes(":smtp-failures-"));
    if (topic === undefined) throw new Error("The topic smtp-failures does not exist.");
    return topic;
  }
}

function isAbout({ originalEvent }: DlqMessage, username: string): boolean {
  return originalEvent.dynamodb.Keys.SK.S === `USER#${username}`;
}

function parsed(body: string): DlqMessage[] {
  try {
    const message = JSON.parse(body) as DlqMessage;
    return message.originalEvent === undefined ? [] : [message];
  } catch {
    return []; // what a test sent there
  }
}
