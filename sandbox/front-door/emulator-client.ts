import { ApiGatewayV2Client } from "@aws-sdk/client-apigatewayv2";
import { IAMClient } from "@aws-sdk/client-iam";
import { KMSClient } from "@aws-sdk/client-kms";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { SNSClient } from "@aws-sdk/client-sns";
import { SQSClient } from "@aws-sdk/client-sqs";

import type { Emulator } from "../emulator/start";
import { SECRET_HEADER } from "../emulator/health";

/** The front door's own clients, which read the emulator's state without passing the front door. */
export interface EmulatorClients {
  readonly apis: ApiGatewayV2Client;
  readonly iam: IAMClient;
  readonly kms: KMSClient;
  readonly dynamodb: DynamoDBClient;
  readonly lambda: LambdaClient;
  readonly sns: SNSClient;
  readonly sqs: SQSClient;
  close(): void;
}

/** @param accountId twelve digits: the emulator reads the account from an access key ID of this form */
export function emulatorClients(
  emulator: Pick<Emulator, "url" | "secret">,
  region: string,
  accountId: string,
): EmulatorClients {
  const credentials = { accessKeyId: accountId, secretAccessKey: "not checked" };
  const config = { endpoint: emulator.url, region, credentials };
  const withSecret = <Client extends { middlewareStack: BuildSteps }>(client: Client): Client => {
    client.middlewareStack.add(secretHeader(emulator.secret), { step: "build" });
    return client;
  };
  const clients = {
    apis: withSecret(new ApiGatewayV2Client(config)),
    iam: withSecret(new IAMClient(config)),
    kms: withSecret(new KMSClient(config)),
    dynamodb: withSecret(new DynamoDBClient(config)),
    lambda: withSecret(new LambdaClient(config)),
    sns: withSecret(new SNSClient(config)),
    sqs: withSecret(new SQSClient(config)),
  };
  return {
    ...clients,
    close: () => {
      for (const client of Object.values(clients)) client.destroy();
    },
  };
}

/** What every SDK client's middleware stack has in common. */
interface BuildSteps {
  add(middleware: ReturnType<typeof secretHeader>, options: { step: "build" }): void;
}

/** Middleware for an SDK client of the emulator itself: sends its secret with every request. */
function secretHeader(secret: string) {
  return <Args extends { request: unknown }, Result>(next: (args: Args) => Promise<Result>) =>
    (args: Args): Promise<Result> => {
      (args.request as { headers: Record<string, string> }).headers[SECRET_HEADER] = secret;
      return next(args);
    };
}
