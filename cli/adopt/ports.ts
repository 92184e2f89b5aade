import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { IAMClient } from "@aws-sdk/client-iam";
import type { KMSClient } from "@aws-sdk/client-kms";
import type { SESv2Client } from "@aws-sdk/client-sesv2";
import type { SenderRules } from "../../handlers/reconciler/types";
import type { Clock } from "../../handlers/shared/clock";
import type { LoginAnswer } from "../../handlers/shared/smtp-login";

/** What adopting works with: the administrator's own rights, and the stack that gets the login. */
export interface AdoptPorts {
  /** Makes one attempt for each call. */
  iam: Pick<IAMClient, "send">;
  dynamodb: DynamoDBClient;
  kms: KMSClient;
  ses: SESv2Client;
  clock: Clock;
  /** How long IAM takes at most to show a change everywhere, in milliseconds. */
  settleMs: number;
  login(user: string, password: string): Promise<LoginAnswer>;
  /** Tells a person what happens. */
  progress(text: string): void;
  table: string;
  kmsKeyArn: string;
  region: string;
  smtpHost: string;
  stack: string;
  boundaryArn: string;
  rules: SenderRules;
}

/** What an administrator asks for. */
export interface AdoptRequest {
  /** The IAM user's name. */
  user: string;
  username: string;
  /** Undefined: those of the record. */
  addresses: readonly string[] | undefined;
  /** Undefined: that of the other system's record. */
  password: string | undefined;
  /** The password is not known to anybody here. */
  withoutPassword: boolean;
}
