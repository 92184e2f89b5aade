import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  FilterLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { IAMClient } from "@aws-sdk/client-iam";
import { CreateFunctionCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { SNSClient } from "@aws-sdk/client-sns";
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SQSClient,
  type Message,
} from "@aws-sdk/client-sqs";

import { createRole, type RoleSettings } from "./roles";
import { startEmulatorWith } from "./started-with";
import { zipOf } from "../../../sandbox/provider/archive";
import { startFrontDoor } from "../../../sandbox/front-door/front-door";
import { ACCOUNT_ID, clientConfig, REGION } from "../../../sandbox/shared/account";
import { signedHeaders } from "../../../sandbox/shared/sigv4";

export interface Queue {
  readonly url: string;
  readonly arn: string;
}

export interface Answer {
  readonly status: number;
  /** The error's name, or empty. */
  readonly error: string;
  readonly body: string;
}

export type Workbench = Awaited<ReturnType<typeof openWorkbench>>;

/** A new emulator, clients for it, and common steps of the tests of deliveries. */
export async function openWorkbench(environment: Readonly<Record<string, string>> = {}) {
  const emulator = await startEmulatorWith(environment);
  const door = await startFrontDoor({
    emulator,
    region: REGION,
    accountId: ACCOUNT_ID,
    sesApi: () => ({ status: 404, body: {} }),
  });
  const config = clientConfig(door.url);
  const [iam, lambda, logs] = [
    new IAMClient(config),
    new LambdaClient(config),
    new CloudWatchLogsClient(config),
  ];
  const [sns, sqs] = [new SNSClient(config), new SQSClient(config)];
  const executionRole = await createRole(iam, "any", { service: "lambda.amazonaws.com" });

  return {
    iam,
    lambda,
    sns,
    sqs,
    url: door.url,
    log: () => emulator.log(),

    /** A function whose handler prints "invoked " and JSON: see `invocations`. */
    createFunction: async (name: string, handler: string): Promise<string> => {
      const { FunctionArn = "" } = await lambda.send(
        new CreateFunctionCommand({
          FunctionName: name,
          Role: executionRole,
          Runtime: "nodejs22.x",
          Handler: "index.handler",
          Timeout: 30,
          Code: {
            ZipFile: zipOf(
              { kind: "archive", assets: { "index.js": { kind: "asset", text: handler } } },
              __dirname,
            ),
          },
        }),
      );
      await logs.send(new CreateLogGroupCommand({ logGroupName: `/aws/lambda/${name}` }));
      return FunctionArn;
    },

    /** What a function printed after "invoked " in each finished invocation. */
    invocations: async <T>(name: string): Promise<T[]> => {
      const { events = [] } = await logs.send(
        new FilterLogEventsCommand({ logGroupName: `/aws/lambda/${name}` }),
      );
      return events
        .flatMap(({ message = "" }) => /invoked (.*)/.exec(message)?.[1] ?? [])
        .map(text => JSON.parse(text) as T);
    },

    createQueue: async (name: string, policy?: object): Promise<Queue> => {
      const Attributes = policy === undefined ? {} : { Policy: JSON.stringify(policy) };
      const { QueueUrl = "" } = await sqs.send(new CreateQueueCommand({ QueueName: name, Attributes }));
      return { url: QueueUrl, arn: `arn:aws:sqs:${REGION}:${ACCOUNT_ID}:${name}` };
    },

    createRole: (name: string, settings: RoleSettings): Promise<string> => createRole(iam, name, settings),

    /** Receives and deletes the messages in a queue. */
    receiveAll: async ({ url: QueueUrl }: Queue): Promise<Message[]> => {
      const all: Message[] = [];
      for (;;) {
        const { Messages = [] } = await sqs.send(
          new ReceiveMessageCommand({
            QueueUrl,
            MaxNumberOfMessages: 10,
            MessageAttributeNames: ["All"],
          }),
        );
        if (Messages.length === 0) return all;
        all.push(...Messages);
        for (const { ReceiptHandle } of Messages)
          await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      }
    },

    /** A request to a service whose client is not a dependency of this project. */
    request: async (
      service: string,
      { method = "POST", path = "/", target = "", body = {}, region = REGION }: RequestParts,
    ): Promise<Answer> => {
      const text = method === "GET" || method === "DELETE" ? "" : JSON.stringify(body);
      const headers = {
        host: new URL(door.url).host,
        "content-type": target === "" ? "application/json" : "application/x-amz-json-1.1",
        ...(target === "" ? {} : { "x-amz-target": target }),
      };
      const response = await fetch(new URL(path, door.url), {
        method,
        headers: signedHeaders(
          { method, url: path, headers, body: text },
          { ...config.credentials, region, service },
        ),
        ...(text === "" ? {} : { body: text }),
      });
      return {
        status: response.status,
        error: response.headers.get("x-amzn-errortype") ?? "",
        body: await response.text(),
      };
    },

    close: async (): Promise<void> => {
      for (const client of [iam, lambda, logs, sns, sqs]) client.destroy();
      await door.close();
      await emulator.close();
    },
  };
}

interface RequestParts {
  readonly method?: string;
  readonly path?: string;
  readonly target?: string;
  readonly body?: object;
  readonly region?: string;
}
