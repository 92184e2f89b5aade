import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { IAMClient } from "@aws-sdk/client-iam";
import { KMSClient } from "@aws-sdk/client-kms";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { SESv2Client } from "@aws-sdk/client-sesv2";
import { SNSClient } from "@aws-sdk/client-sns";
import { SQSClient } from "@aws-sdk/client-sqs";
import type { SmtpLogin } from "../../mailer";
import { isImplicitTlsPort } from "../../records/smtp-ports";
import type { SimulatedOutcome } from "../../records/simulator";
import { selfTestNames, type SelfTestNames } from "../../records/self-test";
import type { ApiClient } from "../api/client";
import { Credentials } from "../api/credentials";
import { Emails } from "../api/emails";
import { smtpPortOf, stackRegion } from "../api/stack-outputs";
import { clientConfig } from "../shared/aws-clients";
import { boundAnswers } from "../shared/bounded-answers";
import { SimulatorMail } from "./mail";
import type { TestedStack } from "./stack";
import type { Step } from "./step";
import type { Patience } from "./until";

/** A figure about what AWS does not document. */
export interface Measurement {
  name: string;
  /** A sentence. */
  text: string;
  /** Seconds, or what was seen. */
  value: number | string | boolean;
}

/** What a run may have made, in the order in which it does. */
export type Made = "credential" | "suppressions" | "key user" | "configuration set";

/** What steps find out for those after them. */
interface Facts {
  /** The credential's login. */
  login?: SmtpLogin;
  /** The IAM user that the manager made, with its only policy. */
  userName?: string;
  policy?: string;
  /** SES's ids of messages, and when it accepted them (performance.now()). */
  sent: Partial<Record<SimulatedOutcome, { id: string; at: number }>>;
  /** The self-test's own IAM user: it has the login's policy and boundary, and no record. */
  keyUser?: { name: string; keyId: string; login: SmtpLogin };
}

/** One run. */
export interface SelfTest extends Patience {
  names: SelfTestNames;
  startedAt: Date;
  region: string;
  stack: TestedStack;
  /** The domain that it sends from. */
  domain: string;
  aws: ReturnType<typeof awsOf>;
  api: ApiClient;
  credentials: Credentials;
  emails: Emails;
  mail: SimulatorMail;
  smtp: { host: string; port: number };
  facts: Facts;
  made: Set<Made>;
  /** Addresses that the recorder will put on the suppression list, and that were not seen there yet. */
  awaited: Set<string>;
  measured: Measurement[];
}

export type SelfTestStep = Step<SelfTest>;

export interface SelfTestOptions extends Patience {
  id: string;
  startedAt: Date;
  domain: string;
}

export function createSelfTest(stack: TestedStack, api: ApiClient, options: SelfTestOptions): SelfTest {
  const { id, startedAt, signal, maxMs, domain } = options;
  const region = stackRegion(stack);
  const { host } = stack.smtpEndpoint;
  const port = smtpPortOf(stack);
  const target = {
    provider: "ses",
    host,
    port,
    secure: isImplicitTlsPort(port),
    requireTls: true,
    region,
  } as const;
  return {
    ...{ signal, maxMs, startedAt, region, stack, domain, api },
    names: selfTestNames(id),
    aws: awsOf(region),
    credentials: new Credentials(api),
    emails: new Emails(api),
    mail: new SimulatorMail(target, signal),
    smtp: { host, port },
    facts: { sent: {} },
    made: new Set(),
    awaited: new Set(),
    measured: [],
  };
}

/** The clients, with the caller's own rights. */
function awsOf(region: string) {
  const config = clientConfig(region);
  const clients = {
    cloudwatch: new CloudWatchClient(config),
    dynamodb: new DynamoDBClient(config),
    iam: new IAMClient(config),
    /** A second CreateAccessKey would create a second key. */
    iamWithoutRetries: new IAMClient({ ...config, maxAttempts: 1 }),
    kms: new KMSClient(config),
    lambda: new LambdaClient(config),
    ses: new SESv2Client(config),
    sns: new SNSClient(config),
    sqs: new SQSClient(config),
  };
  for (const client of Object.values(clients)) boundAnswers(client);
  return clients;
}

/** The address that the login may send from. */
export function senderOf({ names, domain }: SelfTest): string {
  return `${names.credential}@${domain}`;
}

/** In a subdomain that has no identity of its own in SES. */
export function subdomainSenderOf({ names, domain }: SelfTest): string {
  return `${names.credential}@${names.credential}.${domain}`;
}

/** An address of the same domain that the login may not send from. */
export function foreignSenderOf({ names, domain }: SelfTest): string {
  return `${names.credential}-other@${domain}`;
}
