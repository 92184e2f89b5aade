import { ACCOUNT_ID, REGION } from "../../../sandbox/shared/account";
import type { Properties } from "./provider-client";
import type { ServedProvider } from "./served-provider";
import { secret } from "./wire";

export interface InvokeCase {
  token: string;
  /** If absent, the request has no arguments at all, as some SDKs send it. */
  args?: (served: ServedProvider) => Properties;
  returns: (served: ServedProvider) => Properties;
}

export const INVOKE_CASES: readonly InvokeCase[] = [
  { token: "aws:index/getCallerIdentity:getCallerIdentity", returns: () => ({ accountId: ACCOUNT_ID }) },
  { token: "aws:index/getRegion:getRegion", returns: () => ({ region: REGION }) },
  { token: "aws:index/getPartition:getPartition", returns: () => ({ partition: "aws" }) },
  {
    token: "aws:iam/getPolicyDocument:getPolicyDocument",
    args: () => ({ statements: [{ actions: ["sts:AssumeRole"], resources: secret(["*"]) }] }),
    returns: () => ({
      minifiedJson: JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Resource: "*" }],
      }),
    }),
  },
  {
    token: "aws:cloudcontrol/getResource:getResource",
    args: ({ kmsKeyArn }) => ({ typeName: "AWS::KMS::Key", identifier: kmsKeyArn }),
    returns: ({ kmsKeyArn }) => ({ typeName: "AWS::KMS::Key", identifier: kmsKeyArn }),
  },
  {
    token: "aws:dynamodb/getTable:getTable",
    args: ({ ground }) => ({ name: tableOf(ground.streamArn) }),
    returns: ({ ground }) => ({ streamArn: ground.streamArn, streamEnabled: true, hashKey: "k" }),
  },
  {
    token: "aws:kms/getKey:getKey",
    args: ({ kmsKeyArn }) => ({ keyId: kmsKeyArn }),
    returns: ({ kmsKeyArn }) => ({ arn: kmsKeyArn, enabled: true }),
  },
  {
    token: "aws:sesv2/getEmailIdentity:getEmailIdentity",
    args: ({ ground }) => ({ emailIdentity: ground.emailIdentity }),
    returns: ({ ground }) => ({ emailIdentity: ground.emailIdentity, identityType: "DOMAIN" }),
  },
];

function tableOf(streamArn: string): string {
  return /table\/([^/]+)\//.exec(streamArn)?.[1] ?? "";
}
