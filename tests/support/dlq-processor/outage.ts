import type { SchedulerClient } from "@aws-sdk/client-scheduler";
import type { SQSClient } from "@aws-sdk/client-sqs";
import { drain } from "../../../handlers/dlq-processor/drain";
import { keep } from "../../../handlers/dlq-processor/keep";
import type { ProcessorPorts } from "../../../handlers/dlq-processor/ports";
import { SqsQueue } from "../../../handlers/dlq-processor/queue";
import { usernameIn } from "../../../handlers/shared/dlq-message";
import { parseReports } from "../../../handlers/dlq-processor/failure-reports";
import type { LogFields } from "../../../handlers/shared/logging/fields";
import type { ManagerEvent } from "../../../handlers/shared/manager-event";
import type { RetriedMessages } from "../../../handlers/shared/recorder-event";
import { bookSchedule } from "../../../handlers/shared/schedules";
import { type Call, type InjectedFault, Process } from "../aws-model/process";
import { seeded } from "../aws-model/random";
import { SchedulerModel } from "../aws-model/scheduler";
import { SqsModel } from "../aws-model/sqs";
import { VirtualTime } from "../aws-model/virtual-time";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const FUNCTION_TIMEOUT_MS = 45_000;

/** Lambda tries an asynchronous event three times. */
const PAUSES_MS = [MINUTE_MS, 2 * MINUTE_MS, undefined];

export interface OutageSettings {
  seed?: number;
  /** By username: when its operation would succeed, in milliseconds from the start. */
  recoversAtMs: Readonly<Record<string, number>>;
  /** Usernames whose record stops a login. */
  stopping?: readonly string[];
  /** What goes wrong with the processor's next call. */
  faultOf?: (call: Call) => InjectedFault | undefined;
  /** How often SNS and SQS deliver something twice. */
  duplicates?: number;
  daily?: boolean;
}

/**
 * Operations that fail for a while, the manager that fails with them, and the real processor between the topic, two
 * queues and its wake-ups, in virtual time.
 */
export class Outage {
  readonly time = new VirtualTime();
  readonly random: () => number;
  readonly queue: SqsModel;
  /** Bodies of parked messages. */
  readonly parked: string[] = [];
  /** Usernames whose operation succeeded. */
  readonly succeeded = new Set<string>();
  /** What the manager was invoked with. */
  readonly events: ManagerEvent[] = [];
  /** Calls that the processor made. */
  calls = 0;
  sweeps = 0;
  readonly log: { message: string; fields: LogFields | undefined }[] = [];
  private readonly scheduler: SchedulerModel;

  constructor(private readonly settings: OutageSettings) {
    this.random = seeded(settings.seed ?? 1);
    this.queue = new SqsModel(this.time, this.random, settings.duplicates ?? 0);
    this.scheduler = new SchedulerModel(this.time, () => this.random() * 59_000);
    this.scheduler.onFire = () => this.wakeUp();
    if (settings.daily) for (const day of [1, 2, 3]) this.time.after(day * DAY_MS, () => this.wakeUp());
  }

  wakeUp(): void {
    void this.invokeProcessor(JSON.stringify({ drain: "wake-up" }));
  }

  /** The first try of every operation; names that begin with `ses-event` are those of messages of SES. */
  begin(): void {
    for (const username of Object.keys(this.settings.recoversAtMs))
      if (username.startsWith("ses-event")) this.publish(this.failureOf(fromSns(username)));
      else this.invokeManager({ usernames: [username], cause: "stream", correlationId: "id", retryCount: 0 });
  }

  /** Publishes to the topic, which may deliver twice and in any order. */
  publish(text: string): void {
    const times = this.random() < (this.settings.duplicates ?? 0) ? 2 : 1;
    for (let time = 0; time < times; time++)
      this.time.after(this.random() * 20_000, () => void this.invokeProcessor(text, true));
  }

  get booked(): number {
    return this.scheduler.created.length;
  }

  /** Usernames of whose operation nothing is left: neither a success, nor a message that a person is told of. */
  lost(): string[] {
    const parked = new Set(
      this.parked.flatMap(body =>
        parseReports(body, "").flatMap(report =>
          report.kind === "operations"
            ? report.messages.map(usernameIn)
            : report.kind === "feedback"
              ? [sesNameIn(report.feedback.messages)]
              : [],
        ),
      ),
    );
    return Object.keys(this.settings.recoversAtMs).filter(
      username => !this.succeeded.has(username) && !parked.has(username),
    );
  }

  private invokeManager(event: ManagerEvent): void {
    this.events.push(event);
    const tries = (left: number) => {
      const failing = event.usernames.filter(
        name => this.time.running < (this.settings.recoversAtMs[name] ?? 0),
      );
      for (const name of event.usernames) if (!failing.includes(name)) this.succeeded.add(name);
      if (failing.length === 0) return;
      if (left > 0) this.time.after(MINUTE_MS, () => tries(left - 1));
      else this.publish(this.failureOf(event));
    };
    tries(2);
  }

  private failureOf(requestPayload: unknown): string {
    return JSON.stringify({
      timestamp: new Date(this.time.now()).toISOString(),
      requestContext: { condition: "RetriesExhausted", approximateInvokeCount: 3 },
      requestPayload,
      responsePayload: { errorType: "AccessDeniedException", errorMessage: "no" },
    });
  }

  /** The recorder, which fails as the manager does. */
  private invokeRecorder(event: RetriedMessages): void {
    const name = sesNameIn(event.messages);
    if (this.time.running >= (this.settings.recoversAtMs[name] ?? 0)) this.succeeded.add(name);
    else this.publish(this.failureOf(event));
  }

  /** As Lambda does: three tries, and then its record goes to the parked queue. */
  private async invokeProcessor(text: string, fromTopic = false): Promise<void> {
    for (const pauseMs of PAUSES_MS) {
      if (await this.run(text, fromTopic)) return;
      if (pauseMs !== undefined) await this.time.sleep(pauseMs);
    }
    const requestPayload = fromTopic
      ? { Records: [{ Sns: { Message: text } }] }
      : (JSON.parse(text) as object);
    this.parked.push(JSON.stringify({ requestContext: { condition: "RetriesExhausted" }, requestPayload }));
  }

  /** @returns whether it succeeded */
  private run(text: string, fromTopic: boolean): Promise<boolean> {
    const process = new Process(this.time, this.random, call => {
      this.calls++;
      return this.settings.faultOf?.(call);
    });
    const end = this.time.running + FUNCTION_TIMEOUT_MS;
    this.time.after(FUNCTION_TIMEOUT_MS, () => void process.die());
    const ports = this.ports(process);
    const work = fromTopic ? keep(text, ports) : drain(() => end - this.time.running, ports);
    return Promise.race([
      work.then(
        () => true,
        () => false,
      ),
      process.death.then(() => false),
    ]);
  }

  private ports(process: Process): ProcessorPorts {
    const { queue, time } = this;
    const call = async <T>(service: Call["service"], operation: string, answer: () => T): Promise<T> =>
      (await process.call({ service, operation, input: {} }, answer)) as T;
    return {
      queue: new SqsQueue(
        process.client<SQSClient>("sqs", ({ operation, input }) => queue.call(operation, input)),
        "dead-letters",
      ),
      park: body => call("sqs", "SendMessage", () => void this.parked.push(body)),
      book: atMs =>
        bookSchedule(
          process.client<SchedulerClient>("scheduler", ({ operation, input }) =>
            this.scheduler.call(operation, input),
          ),
          { group: "wake-ups", roleArn: "role", parkedQueueArn: "parked" },
          { functionArn: "processor", event: { drain: "wake-up" }, kind: "drain", subject: "drain", atMs },
          time.now(),
        ),
      invokeManager: event => call("lambda", "Invoke", () => this.invokeManager(event)),
      retryMessages: event => call("lambda", "Invoke", () => this.invokeRecorder(event)),
      sweep: () => call("lambda", "Invoke", () => void this.sweeps++),
      readStream: () => Promise.resolve(undefined),
      followRules: () => Promise.resolve(),
      stopping: usernames =>
        Promise.resolve(new Set(usernames.filter(name => this.settings.stopping?.includes(name)))),
      now: () => time.now(),
      random: this.random,
      log: {
        info: (message, fields) => void this.log.push({ message, fields }),
        error: (message, fields) => void this.log.push({ message, fields }),
      },
    };
  }
}

/** A message of SES as SNS hands it to the recorder. */
function fromSns(name: string): unknown {
  return {
    Records: [{ Sns: { Message: JSON.stringify({ eventType: "Bounce", mail: { messageId: name } }) } }],
  };
}

function sesNameIn([message = "{}"]: readonly string[]): string {
  return (JSON.parse(message) as { mail: { messageId: string } }).mail.messageId;
}
