import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { IAMClient } from "@aws-sdk/client-iam";
import { KMSClient } from "@aws-sdk/client-kms";
import { SESv2Client } from "@aws-sdk/client-sesv2";
import { SETTLE_MS } from "../../handlers/reconciler/plan/waits";
import { systemClock } from "../../handlers/shared/clock";
import { tryLogin } from "../../handlers/shared/smtp-login";
import { type ClientEndpoint, stackOutputs } from "../api/endpoint";
import { clientConfig } from "../shared/aws-clients";
import { CommandError } from "../shared/context";
import type { AdoptPorts } from "./ports";

interface AdoptOutputs {
  smtpUsers: { stack: string; boundaryArn: string; allowedFromDomains: string[]; sendingResources: string[] };
  tableName: string;
  kmsKeyArn: string;
  smtpEndpoint: ClientEndpoint;
}

/** The stack's resources with the administrator's own rights. @throws CommandError if the stack cannot be found */
export async function adoptPorts(
  stack: string | undefined,
  progress: (text: string) => void,
): Promise<AdoptPorts> {
  const outputs = (await stackOutputs(stack, "smtpUsers")) as unknown as AdoptOutputs;
  const { smtpUsers, tableName, kmsKeyArn, smtpEndpoint } = outputs;
  // An ARN has the region of the key, which is the stack's: arn:aws:kms:REGION:…
  const region = kmsKeyArn.split(":")[3] ?? "";
  const config = clientConfig(region);
  const port = portOf(smtpEndpoint);
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

/** 587 where it is open: many networks block 25. */
function portOf({ ports: { starttls, tls } }: ClientEndpoint): number {
  const port = starttls.includes(587) ? 587 : (starttls[0] ?? tls[0]);
  if (port === undefined)
    throw new CommandError("Stack output smtpEndpoint: no ports: deploy again (pulumi up).");
  return port;
}
