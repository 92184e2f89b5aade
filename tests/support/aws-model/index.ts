import { CredentialStore } from "../../../handlers/reconciler/adapters/credential-store";
import { Holds } from "../../../handlers/reconciler/adapters/holds";
import { batchReads } from "../../../handlers/reconciler/adapters/batched-reads";
import { PasswordCipher } from "../../../handlers/reconciler/adapters/password-cipher";
import { IamUsers } from "../../../handlers/reconciler/adapters/iam-users";
import { MailboxReader } from "../../../handlers/reconciler/receiving-rules/mailbox-reader";
import { Schedules } from "../../../handlers/reconciler/adapters/schedules";
import { SharedLooks } from "../../../handlers/reconciler/lease/looks";
import type { Ports } from "../../../handlers/reconciler/ports";
import { StopTurns } from "../../../handlers/reconciler/steps/stop-turns";
import type { Mail } from "../../../handlers/shared/notices";
import type { Alert } from "../../../handlers/shared/parked-alert";
import type { DlqMessage } from "../../../handlers/shared/dlq-message";
import { stackPath, TAG_STACK, TAG_USERNAME } from "../../../handlers/shared/iam-names";
import type { RotationSettings } from "../../../records/rotation";
import type { MetricName } from "../../../handlers/shared/metrics";
import { ENCRYPTION_CONTEXT_KEYS, ENCRYPTION_PURPOSE } from "../../../records/encryption";
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { IAMClient } from "@aws-sdk/client-iam";
import type { KMSClient } from "@aws-sdk/client-kms";
import type { SchedulerClient } from "@aws-sdk/client-scheduler";
import { DynamoDbModel } from "./dynamodb";
import { IamModel, type IamSettings } from "./iam";
import type { IamRole } from "./iam-role";
import { KmsModel } from "./kms";
import { type Call, type InjectedFault, Process } from "./process";
import { seeded } from "./random";
import { RateLimit } from "./rate";
import { SchedulerModel } from "./scheduler";
import { SesModel } from "./ses";
import { VirtualTime } from "./virtual-time";

export const REGION = "eu-central-1";
export const TABLE = "mail";
export const STACK = "test";
export const KEY_ARN = "arn:aws:kms:eu-central-1:123456789012:key/one";
export const OTHER_KEY_ARN = "arn:aws:kms:eu-central-1:123456789012:key/two";
export const BOUNDARY_ARN = "arn:aws:iam::123456789012:policy/ses-smtp-users";
export const MANAGER_ARN = "arn:aws:lambda:eu-central-1:123456789012:function:manager";
export const DISPATCHER_ARN = MANAGER_ARN.replace(/manager$/, "dispatcher");
export const SCHEDULES = {
  group: "wake-ups",
  roleArn: "arn:aws:iam::123456789012:role/wake-ups",
  parkedQueueArn: "arn:aws:sqs:eu-central-1:123456789012:parked",
};
export const RESOURCES = [
  "arn:aws:ses:eu-central-1:123456789012:identity/*",
  "arn:aws:ses:eu-central-1:123456789012:configuration-set/ses-smtp",
];

/** What the program grants the manager. */
export const ROLE: IamRole = {
  path: stackPath(STACK),
  boundaryArn: BOUNDARY_ARN,
  tags: { keys: [TAG_STACK, TAG_USERNAME], stack: STACK },
  pathlessGranted: true,
};

export interface ModelSettings extends Partial<IamSettings> {
  seed?: number;
  /** How long a change takes from IAM to SES's SMTP endpoint. */
  smtpLagMs?: () => number;
  /** How many changes IAM allows a second; unlimited unless given. */
  iamWritesPerSecond?: number;
  /** How late a wake-up fires, in milliseconds; undefined loses it. */
  wakeUpLatenessMs?: () => number | undefined;
  /** Whether the stack uses receiving rules; not unless given. */
  receivingRules?: boolean;
}

export interface ModelClients {
  iam: Pick<IAMClient, "send">;
  kms: Pick<KMSClient, "send">;
  dynamodb: Pick<DynamoDBClient, "send">;
  scheduler: Pick<SchedulerClient, "send">;
}

/** An account with one table, one key, one identity and one SMTP endpoint, in virtual time. */
export class AwsModel {
  readonly time = new VirtualTime();
  readonly random: () => number;
  readonly iam: IamModel;
  readonly kms = new KmsModel({
    keyArn: KEY_ARN,
    previousKeyArns: [],
    purpose: ENCRYPTION_PURPOSE,
    table: TABLE,
    contextKeys: ENCRYPTION_CONTEXT_KEYS,
  });
  readonly dynamodb = new DynamoDbModel(TABLE);
  readonly ses: SesModel;
  readonly scheduler: SchedulerModel;
  readonly iamWrites: RateLimit;
  readonly receivingRules: boolean;
  /** The stack's settings. */
  rotation: RotationSettings = { rotationDays: 0, graceDays: 7, maxGraceDays: 30 };
  /** What a person is told of. */
  readonly parked: DlqMessage[] = [];
  /** What administrators and holders were told, with when. */
  readonly alerts: (Alert & { at: number })[] = [];
  readonly mails: (Mail & { at: number; to: string })[] = [];
  /** The metrics that runs have emitted. */
  readonly metrics: Partial<Record<MetricName, number[]>> = {};
  /** What was sent to the dead-letter queue. */
  readonly toTryAgain: DlqMessage[] = [];
  /** Called when the manager publishes a failure to the topic (`sns`), or parks one (`sqs`). */
  onReport: (service: "sns" | "sqs", message: string) => void = () => undefined;
  /** What goes wrong with the next call; called once per call, in order. */
  faultOf: (call: Call) => InjectedFault | undefined = () => undefined;

  constructor({
    seed = 1,
    smtpLagMs = () => 6_000,
    iamWritesPerSecond = Infinity,
    wakeUpLatenessMs = () => 0,
    receivingRules = false,
    ...iam
  }: ModelSettings = {}) {
    this.random = seeded(seed);
    this.receivingRules = receivingRules;
    this.scheduler = new SchedulerModel(this.time, wakeUpLatenessMs);
    this.iamWrites = new RateLimit(this.time, iamWritesPerSecond);
    this.iam = new IamModel(this.time, {
      role: ROLE,
      boundaryExists: true,
      userQuota: 5_000,
      pageSize: 1,
      lag: () => 0,
      lookUp: "any case",
      random: this.random,
      ...iam,
    });
    this.ses = new SesModel(this.time, this.iam.timeline, REGION, smtpLagMs);
    this.iam.lastUsedOf = key => this.ses.lastUsed.get(key);
  }

  process(): Process {
    return new Process(this.time, this.random, call => this.faultOf(call));
  }

  /** SDK clients of a process. */
  clients(process: Process): ModelClients {
    return {
      iam: process.client<IAMClient>("iam", call => {
        if (!/^(Get|List)/.test(call.operation)) this.iamWrites.take();
        return this.iam.call(call.operation, call.input);
      }),
      kms: process.client<KMSClient>("kms", call => this.kms.call(call.operation, call.input)),
      dynamodb: process.client<DynamoDBClient>("dynamodb", call =>
        this.dynamodb.call(call.operation, call.input),
      ),
      scheduler: process.client<SchedulerClient>("scheduler", call =>
        this.scheduler.call(call.operation, call.input),
      ),
    };
  }

  /** The real adapters on the model's clients. */
  ports(process: Process): Ports {
    const { iam, kms, dynamodb, scheduler } = this.clients(process);
    const { clock } = process;
    const leases = { dynamodb, table: TABLE, clock };
    return {
      users: new IamUsers(iam, iam, { stack: STACK, boundaryArn: BOUNDARY_ARN }),
      stopping: new IamUsers(iam, iam, { stack: STACK, boundaryArn: BOUNDARY_ARN }),
      stopTurns: new StopTurns(this.random),
      store: new CredentialStore(
        batchReads(dynamodb, false),
        TABLE,
        this.receivingRules ? new MailboxReader(dynamodb, TABLE) : undefined,
      ),
      holds: new Holds(dynamodb, TABLE),
      rotation: this.rotation,
      leases: {
        ...leases,
        looks: { look: (username, since) => new SharedLooks(leases, [username]).look(username, since) },
      },
      cipher: new PasswordCipher(kms, this.kms.grant.keyArn, TABLE, this.kms.grant.previousKeyArns),
      clock,
      rules: {
        allowedFromDomains: ["company.com"],
        sendingResources: RESOURCES,
        receivingRules: this.receivingRules,
      },
      region: REGION,
      smtpHost: "smtp.test",
      wakeUps: new Schedules(scheduler, SCHEDULES, MANAGER_ARN, clock),
      failed: {
        retry: message => this.report(process, "sns", "Publish", message),
        park: message => this.report(process, "sqs", "SendMessage", message),
      },
      notices: {
        canMail: true,
        alert: async ({ Subject, Message }) => {
          const call = { service: "sns", operation: "Publish", input: { Subject, Message } } as const;
          await process.call(call, () => void this.alerts.push({ at: clock.now(), Subject, Message }));
        },
        mail: async (to, { subject, text }) => {
          const call = { service: "ses", operation: "SendEmail", input: { to, subject, text } } as const;
          await process.call(call, () => void this.mails.push({ at: clock.now(), to, subject, text }));
        },
      },
      metrics: {
        emit: values => {
          for (const [name, value] of Object.entries(values))
            (this.metrics[name as MetricName] ??= []).push(value);
        },
      },
      login: (user, password) => process.login(() => this.ses.login(user, password)),
      random: this.random,
    };
  }

  private async report(
    process: Process,
    service: "sns" | "sqs",
    operation: string,
    message: DlqMessage,
  ): Promise<void> {
    const reported = service === "sns" ? this.toTryAgain : this.parked;
    await process.call({ service, operation, input: { ...message } }, () => {
      reported.push(message);
      this.onReport(service, JSON.stringify(message));
    });
  }
}
