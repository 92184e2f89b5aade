import { ACCOUNT_ID, REGION } from "../../../sandbox/shared/account";
import type { Properties } from "./provider-client";
import type { ServedProvider } from "./served-provider";
import { secret } from "./wire";

export interface InvokeCase {
  token: string;
  /** Absent: the request carries no arguments at all, as some SDKs send it. */
  args?: (served: ServedProvider) => Properties;
  gives: (served: ServedProvider) => Properties;
}

export const INVOKE_CASES: readonly InvokeCase[] = [
  { token: "aws:index/getCallerIdentity:getCallerIdentity", gives: () => ({ accountId: ACCOUNT_ID }) },
  { token: "aws:index/getRegion:getRegion", gives: () => ({ region: REGION }) },
  { token: "aws:index/getPartition:getPartition", gives: () => ({ partition: "aws" }) },
  {
    token: "aws:iam/getPolicyDocument:getPolicyDocument",
    args: () => ({ statements: [{ actions: ["sts:AssumeRole"], resources: secret(["*"]) }] }),
    gives: () => ({
      minifiedJson: JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Resource: "*" }],
      }),
    }),
  },
  {
    token: "aws:dynamodb/getTable:getTable",
    args: ({ ground }) => ({ name: tableOf(ground.streamArn) }),
    gives: ({ ground }) => ({ streamArn: ground.streamArn, streamEnabled: true, hashKey: "k" }),
  },
  {
    token: "aws:kms/getKey:getKey",
    args: ({ kmsKeyArn }) => ({ keyId: kmsKeyArn }),
    gives: ({ kmsKeyArn }) => ({ arn: kmsKeyArn, enabled: true }),
  },
  {
    token: "aws:sesv2/getEmailIdentity:getEmailIdentity",
    args: ({ ground }) => ({ emailIdentity: ground.emailIdentity }),
    gives: ({ ground }) => ({ emailIdentity: ground.emailIdentity, identityType: "DOMAIN" }),
  },
];

function tableOf(streamArn: string): string {
  return /table\/([^/]+)\//.exec(streamArn)?.[1] ?? "";
}
