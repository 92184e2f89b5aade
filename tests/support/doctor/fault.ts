import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { KMSClient } from "@aws-sdk/client-kms";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { SESClient } from "@aws-sdk/client-ses";
import { SESv2Client } from "@aws-sdk/client-sesv2";
import { SNSClient } from "@aws-sdk/client-sns";
import { SQSClient } from "@aws-sdk/client-sqs";
import type { StackOutputs } from "../../../cli/api/stack-outputs";
import type { CheckName } from "../../../cli/doctor/findings/catalog";
import type { Severity } from "../../../cli/doctor/findings/finding";
import type { Sandbox } from "../../../sandbox/sandbox";
import { clientConfig } from "../../../sandbox/shared/account";

/** A deployed stack to plant faults in, as whoever administers the account would cause them. */
export interface Stage {
  sandbox: Sandbox;
  outputs: StackOutputs;
  domain: string;
  cloudwatch: CloudWatchClient;
  dynamodb: DynamoDBClient;
  kms: KMSClient;
  lambda: LambdaClient;
  ses: SESv2Client;
  /** The first version of the API. */
  firstSes: SESClient;
  sns: SNSClient;
  sqs: SQSClient;
}

export function stageOf(sandbox: Sandbox): Stage {
  const { outputs, emulator, domain } = sandbox.report;
  const config = clientConfig(emulator);
  return {
    ...{ sandbox, domain, outputs: outputs as unknown as StackOutputs },
    cloudwatch: new CloudWatchClient(config),
    dynamodb: new DynamoDBClient(config),
    kms: new KMSClient(config),
    lambda: new LambdaClient(config),
    ses: new SESv2Client(config),
    firstSes: new SESClient(config),
    sns: new SNSClient(config),
    sqs: new SQSClient(config),
  };
}

/** Something wrong in the account, and what doctor says of it, and of nothing else. */
export interface DoctorFault {
  what: string;
  /** @returns what undoes it */
  plant: (stage: Stage) => Promise<() => unknown>;
  check: CheckName;
  severity: Severity;
  says: RegExp;
  remedy: RegExp;
  /** Other checks that must name it as well. */
  also?: readonly CheckName[];
  /** What the command is run with; default: as for every other fault. */
  environment?: (stage: Stage) => Record<string, string>;
}

/** @param change what AWS decides; `restore` is called with the state before */
export function changing<State extends object>(
  stateOf: (stage: Stage) => State,
  change: Partial<State>,
): DoctorFault["plant"] {
  return async stage => {
    const state = stateOf(stage);
    const before = { ...state };
    Object.assign(state, change);
    return () => {
      for (const key of Object.keys(change)) Reflect.deleteProperty(state, key);
      Object.assign(state, before);
    };
  };
}
