import { createSocket } from "node:dgram";
import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { IAMClient } from "@aws-sdk/client-iam";
import { CreateFunctionCommand, InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { marshall } from "@aws-sdk/util-dynamodb";
import { holdKey } from "../../../records/keys";
import { zipOf } from "../../../sandbox/provider/archive";
import { clientConfig } from "../../../sandbox/shared/account";
import type { SandboxReport } from "../../../sandbox/shared/report";
import type { TraceDaemon } from "../../../sandbox/traces/daemon";
import { createRole } from "../emulator/roles";

/** Deploys a function whose code contains the secret, and invokes it, so that it logs it. */
export async function plantedFunction(
  { emulator }: SandboxReport,
  FunctionName: string,
  secret: string,
): Promise<void> {
  const [iam, lambda] = [new IAMClient(clientConfig(emulator)), new LambdaClient(clientConfig(emulator))];
  const text = `exports.handler = async () => console.log(${JSON.stringify(`a leak: ${secret}`)});`;
  const assets = { "index.js": { kind: "asset", text } } as const;
  try {
    await lambda.send(
      new CreateFunctionCommand({
        FunctionName,
        Role: await createRole(iam, FunctionName, { service: "lambda.amazonaws.com" }),
        Runtime: "nodejs22.x",
        Handler: "index.handler",
        Code: { ZipFile: zipOf({ kind: "archive", assets }, __dirname) },
      }),
    );
    await lambda.send(new InvokeCommand({ FunctionName }));
  } finally {
    iam.destroy();
    lambda.destroy();
  }
}

/** Sends something to the X-Ray daemon's port, whether it is a segment or not. */
export async function plantedTrace({ address }: TraceDaemon, secret: string): Promise<void> {
  const socket = createSocket("udp4");
  const [host = "", port = ""] = address.split(":");
  await new Promise<void>((resolve, reject) =>
    socket.send(`a leak: ${secret}`, Number(port), host, error => (error ? reject(error) : resolve())),
  );
  socket.close();
}

/** Suspends a login for a reason, which administrators and its holder are told. */
export async function suspendBecause(
  { emulator, tableName }: SandboxReport,
  username: string,
  reason: string,
): Promise<void> {
  const client = new DynamoDBClient(clientConfig(emulator));
  const hold = { kind: "suspended", reason, at: new Date().toISOString(), by: "a test" };
  try {
    await client.send(
      new PutItemCommand({ TableName: tableName, Item: marshall({ ...holdKey(username), ...hold }) }),
    );
  } finally {
    client.destroy();
  }
}
