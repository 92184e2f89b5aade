import { ApiGatewayV2Client } from "@aws-sdk/client-apigatewayv2";
import { IAMClient } from "@aws-sdk/client-iam";
import { KMSClient } from "@aws-sdk/client-kms";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";

import type { Emulator } from "../emulator/start";
import { SECRET_HEADER } from "../emulator/health";

/** The front door's own clients, which read the emulator's state without passing the front door. */
export interface EmulatorClients {
  readonly apis: ApiGatewayV2Client;
  readonly iam: IAMClient;
  readonly kms: KMSClient;
  readonly dynamodb: DynamoDBClient;
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
  const clients = {
    apis: new ApiGatewayV2Client(config),
    iam: new IAMClient(config),
    kms: new KMSClient(config),
    dynamodb: new DynamoDBClient(config),
  };
  const [secret, step] = [secretHeader(emulator.secret), { step: "build" }] as const;
  clients.apis.middlewareStack.add(secret, step);
  clients.iam.middlewareStack.add(secret, step);
  clients.kms.middlewareStack.add(secret, step);
  clients.dynamodb.middlewareStack.add(secret, step);
  return {
    ...clients,
    close: () => {
      for (const client of Object.values(clients)) client.destroy();
    },
  };
}

/** Middleware for an SDK client of the emulator itself: sends its secret with every request. */
function secretHeader(secret: string) {
  return <Args extends { request: unknown }, Result>(next: (args: Args) => Promise<Result>) =>
    (args: Args): Promise<Result> => {
      (args.request as { headers: Record<string, string> }).headers[SECRET_HEADER] = secret;
      return next(args);
    };
}
