import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { IAMClient } from "@aws-sdk/client-iam";
import { KMSClient } from "@aws-sdk/client-kms";
import { SESv2Client } from "@aws-sdk/client-sesv2";
import { SETTLE_MS } from "../../handlers/reconciler/plan/waits";
import { systemClock } from "../../handlers/shared/clock";
import { tryLogin } from "../../handlers/shared/smtp-login";
import { smtpPortOf, stackOutputs, stackRegion } from "../api/stack-outputs";
import { clientConfig } from "../shared/aws-clients";
import type { AdoptPorts } from "./ports";

/** The stack's resources with the administrator's own rights. @throws CommandError if the stack cannot be found */
export async function adoptPorts(
  stack: string | undefined,
  progress: (text: string) => void,
): Promise<AdoptPorts> {
  const outputs = await stackOutputs(stack, "smtpUsers", "tableName", "kmsKeyArn", "smtpEndpoint");
  const { smtpUsers, tableName, kmsKeyArn, smtpEndpoint } = outputs;
  const region = stackRegion(outputs);
  const config = clientConfig(region);
  const port = smtpPortOf(outputs);
  return {
    iam: new IAMClient({ ...config, maxAttempts: 3 }),
    dynamodb: new DynamoDBClient(config),
    kms: new KMSClient(config),
    ses: new SESv2Client(config),
    clock: systemClock,
    settleMs: SETTLE_MS,
    login: (user, password) => tryLogin({ host: smtpEndpoint.host, port }, user, password),
    progress,
    table: tableName,
    kmsKeyArn,
    region,
    smtpHost: smtpEndpoint.host,
    stack: smtpUsers.stack,
    boundaryArn: smtpUsers.boundaryArn,
    rules: { ...smtpUsers },
  };
}
