import type { DynamoDBStreamsClient } from "@aws-sdk/client-dynamodb-streams";
import type { LambdaClient } from "@aws-sdk/client-lambda";
import type { SNSClient } from "@aws-sdk/client-sns";
import type { SQSClient } from "@aws-sdk/client-sqs";
import { retryParked } from "../../../cli/operations/retry-parked";
import { createHandler as createProcessor } from "../../../handlers/dlq-processor/handler";
import { createHandler as createDispatcher } from "../../../handlers/record-dispatcher/handler";
import type { StreamRecord } from "../../../handlers/shared/stream-records";
import type { Metrics } from "../../../handlers/shared/metrics";
import type { Runtime } from "../../../handlers/shared/runtime";
import { DAY_MS } from "../../../records/rotation";
import { BOUNDARY_ARN, DISPATCHER_ARN, MANAGER_ARN, RESOURCES, SCHEDULES, STACK, TABLE } from "../aws-model";
import type { Write } from "../aws-model/dynamodb";
import { type Invocation, LambdaModel } from "../aws-model/lambda";
import type { Process } from "../aws-model/process";
import { SqsModel } from "../aws-model/sqs";
import { StreamModel } from "../aws-model/stream";
import type { Stage } from "../reconciler/stage";
import { manage, type OnRun, type OnSkip } from "./manager";
import { StreamMapping } from "./stream-mapping";

const DISPATCHER = "dispatcher";
const MANAGER = "manager";
const PROCESSOR = "processor";
/** Never invoked: nothing sends email here. */
const RECORDER = "recorder";
const ALERTS = "alerts";
const PROCESSOR_ARN = MANAGER_ARN.replace(/manager$/, PROCESSOR);

/** No history has a self-test, so that nothing is asked of SES's control plane. */
const NO_SES = { send: () => Promise.reject(new Error("SES has no control plane here.")) };

/** As infra/ declares it. */
const TIMEOUTS_MS = { dispatcher: 300_000, processor: 45_000 };

/** The longest that SNS takes to deliver a message, here. */
const MAX_DELIVERY_MS = 20_000;

const SCHEDULE_VARIABLES = {
  SCHEDULE_GROUP: SCHEDULES.group,
  SCHEDULE_ROLE_ARN: SCHEDULES.roleArn,
  PARKED_QUEUE_ARN: SCHEDULES.parkedQueueArn,
};

export interface DeploymentSettings {
  /** How long the manager may run. */
  managerTimeoutMs: () => number;
  /** How often SNS delivers twice, and SQS delivers again what was deleted. */
  duplicates: number;
  /** Each wake-up that is booked fires. */
  losesNoWakeUp: boolean;
  random: () => number;
  onRun: OnRun;
  onSkip: OnSkip;
}

/** The deployed program on the model of AWS: the real functions, wired as infra/ wires them. */
/** Thousands of sweeps would print theirs. */
const NO_METRICS: Metrics = { emit: () => undefined };

export class Deployment {
  readonly lambda: LambdaModel;
  readonly stream: StreamModel;
  readonly mapping: StreamMapping;
  readonly deadLetters: SqsModel;
  readonly parked: SqsModel;
  /** Messages that SNS has accepted and not delivered. */
  readonly published = new Set<{ message: string }>();
  readonly alerts: string[] = [];
  readonly losesNoWakeUp: boolean;
  /** Whether the daily schedules fire. */
  daily = true;

  constructor(
    readonly stage: Stage,
    private readonly settings: DeploymentSettings,
  ) {
    const { model } = stage;
    const { time } = model;
    const { random, duplicates, losesNoWakeUp } = settings;
    this.losesNoWakeUp = losesNoWakeUp;
    this.lambda = new LambdaModel(time, () => model.process());
    this.stream = new StreamModel(time);
    this.mapping = new StreamMapping(time, this.lambda, DISPATCHER, record => this.publish(record));
    this.deadLetters = new SqsModel(time, random, duplicates);
    this.parked = new SqsModel(time, random);
    const park = (record: string) => this.parked.send(record);
    this.lambda.define(MANAGER, {
      code: (event, invocation) => {
        const { lambda } = this.clients(invocation.process);
        return manage({ stage, lambda, ...settings }, event, invocation);
      },
      timeoutMs: settings.managerTimeoutMs,
      onFailure: record => this.publish(record),
    });
    this.lambda.define(DISPATCHER, {
      code: (event, invocation) => this.runDispatcher(event as object, invocation),
      timeoutMs: () => TIMEOUTS_MS.dispatcher,
      onFailure: park,
    });
    this.lambda.define(PROCESSOR, {
      code: (event, invocation) => this.runProcessor(event as object, invocation),
      timeoutMs: () => TIMEOUTS_MS.processor,
      onFailure: park,
    });
    model.scheduler.onFire = ({ Arn, Input }) => this.lambda.invoke(Arn, Input);
    model.onReport = (service, message) => (service === "sns" ? this.publish(message) : park(message));
    this.everyDay(DISPATCHER, { sweep: { cause: "daily" } }, 0.1);
    this.everyDay(PROCESSOR, { drain: "daily" }, 0.2);
  }

  /** A change of the table, in its stream. */
  append(write: Write): StreamRecord {
    return this.stream.append(write);
  }

  /** Publishes to the topic of failures, which may deliver twice, and in any order. */
  publish(message: string): void {
    const times = this.settings.random() < this.settings.duplicates ? 2 : 1;
    for (let time = 0; time < times; time++) {
      const published = { message };
      this.published.add(published);
      this.stage.model.time.after(this.settings.random() * MAX_DELIVERY_MS, () => {
        this.published.delete(published);
        this.lambda.invoke(PROCESSOR, JSON.stringify({ Records: [{ Sns: { Message: message } }] }));
      });
    }
  }

  /** `ses-smtp failures retry --all`. */
  async retryParked(): Promise<void> {
    await retryParked(
      this.clients(this.stage.model.process()),
      {
        parkedQueueUrl: "parked",
        managerFunctionName: MANAGER,
        dispatcherFunctionName: DISPATCHER,
        recorderFunctionName: RECORDER,
      },
      [],
    );
  }

  clients(process: Process) {
    const { lambda, stream } = this;
    const queues: Record<string, SqsModel> = { "dead-letters": this.deadLetters, parked: this.parked };
    return {
      ...this.stage.model.clients(process),
      lambda: process.client<LambdaClient>("lambda", call => lambda.call(call.operation, call.input)),
      streams: process.client<DynamoDBStreamsClient>("dynamodb", call =>
        stream.call(call.operation, call.input),
      ),
      sqs: process.client<SQSClient>("sqs", ({ operation, input }) =>
        queues[String(input.QueueUrl)]?.call(operation, input),
      ),
      sns: process.client<SNSClient>("sns", ({ input }) => void this.alerts.push(JSON.stringify(input))),
    };
  }

  private runDispatcher(event: object, { process, remainingMs, requestId }: Invocation): Promise<unknown> {
    const environment = {
      ...SCHEDULE_VARIABLES,
      TABLE_NAME: TABLE,
      MANAGER_FUNCTION_NAME: MANAGER,
      MANAGER_FUNCTION_ARN: MANAGER_ARN,
      STACK_NAME: STACK,
      USER_BOUNDARY_ARN: BOUNDARY_ARN,
      PARKED_QUEUE_URL: "parked",
      ALLOWED_FROM_DOMAINS: "company.com",
      SENDING_RESOURCES: RESOURCES.join(),
      RECEIVING_RULES: this.stage.model.receivingRules ? "routes" : "none",
      ...this.rotationVariables(),
    };
    const clients = { ...this.clients(process), ses: NO_SES };
    const handler = createDispatcher(environment, clients, this.runtime(), NO_METRICS);
    return handler(event, {
      awsRequestId: requestId,
      invokedFunctionArn: DISPATCHER_ARN,
      getRemainingTimeInMillis: remainingMs,
    });
  }

  private runProcessor(event: object, { process, remainingMs }: Invocation): Promise<unknown> {
    const environment = {
      ...SCHEDULE_VARIABLES,
      TABLE_NAME: TABLE,
      MANAGER_FUNCTION_NAME: MANAGER,
      DISPATCHER_FUNCTION_NAME: DISPATCHER,
      RECORDER_FUNCTION_NAME: RECORDER,
      VALIDATOR_FUNCTION_NAME: "smtp-email-validator",
      DEAD_LETTER_QUEUE_URL: "dead-letters",
      PARKED_QUEUE_URL: "parked",
      ALERT_TOPIC_ARN: ALERTS,
    };
    const handler = createProcessor(environment, this.clients(process), this.runtime());
    return handler(event, { invokedFunctionArn: PROCESSOR_ARN, getRemainingTimeInMillis: remainingMs });
  }

  private rotationVariables() {
    const { rotationDays, graceDays, maxGraceDays } = this.stage.model.rotation;
    return {
      ROTATION_DAYS: String(rotationDays),
      ROTATION_GRACE_DAYS: String(graceDays),
      ROTATION_MAX_GRACE_DAYS: String(maxGraceDays),
    };
  }

  private runtime(): Runtime {
    const { model, log } = this.stage;
    const note = (message: string, fields: Record<string, unknown>) => void log.push({ message, fields });
    return {
      log: { info: note, warn: note, error: note },
      now: () => model.time.now(),
      random: this.settings.random,
    };
  }

  private everyDay(name: string, event: object, startsAt: number): void {
    const { time } = this.stage.model;
    const fire = () => {
      if (this.daily) this.lambda.invoke(name, JSON.stringify(event));
      time.after(DAY_MS, fire);
    };
    time.after(startsAt * DAY_MS, fire);
  }
}
