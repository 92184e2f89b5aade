import { IAMClient } from "@aws-sdk/client-iam";
import { KMSClient } from "@aws-sdk/client-kms";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";

import type { Emulator } from "../emulator/start";
import { SECRET_HEADER } from "../emulator/health";

/** The front door's own clients, which read the emulator's state without passing the front door. */
export interface EmulatorClients {
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
  const [iam, kms, dynamodb] = [new IAMClient(config), new KMSClient(config), new DynamoDBClient(config)];
  iam.middlewareStack.add(secretHeader(emulator.secret), { step: "build" });
  kms.middlewareStack.add(secretHeader(emulator.secret), { step: "build" });
  dynamodb.middlewareStack.add(secretHeader(emulator.secret), { step: "build" });
  return {
    iam,
    kms,
    dynamodb,
    close: () => {
      for (const client of [iam, kms, dynamodb]) client.destroy();
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
