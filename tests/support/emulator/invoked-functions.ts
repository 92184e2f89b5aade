import {
  AddPermissionCommand,
  InvokeCommand,
  PutFunctionConcurrencyCommand,
  PutFunctionEventInvokeConfigCommand,
  type PutFunctionEventInvokeConfigCommandInput,
} from "@aws-sdk/client-lambda";
import { expect } from "chai";
import { pollUntil } from "../../../sandbox/shared/poll";
import type { Queue, Workbench } from "./workbench";

/** Runs for `ms` and throws if its event says `fail`, or comes from SNS. */
const HANDLER = `
exports.handler = async (event, context) => {
  console.log("invoked " + JSON.stringify({ event, requestId: context.awsRequestId, at: Date.now() }));
  await new Promise(resolve => setTimeout(resolve, event.ms ?? 0));
  if (event.fail ?? event.Records ?? event.detail?.fail) throw new Error("failed on purpose");
};`;

export interface Invocation {
  event: { number?: number; ms?: number };
  requestId: string;
  at: number;
}

interface InvocationRecord {
  version: string;
  timestamp: string;
  requestContext: {
    requestId: string;
    functionArn: string;
    condition: string;
    approximateInvokeCount: number;
  };
  requestPayload: unknown;
  responseContext?: { statusCode: number; executedVersion: string; functionError: string };
  responsePayload?: { errorMessage: string };
}

const MAX_WAIT_MS = 60_000;

/** Functions of an emulator that are invoked asynchronously, each with a queue as on-failure destination. */
export class InvokedFunctions {
  private count = 0;

  constructor(private readonly bench: Workbench) {}

  async createFunction(settings: Partial<PutFunctionEventInvokeConfigCommandInput>) {
    const name = `invoked-${++this.count}`;
    const arn = await this.bench.createFunction(name, HANDLER);
    const failures = await this.bench.createQueue(`${name}-failures`);
    await this.configure(name, {
      ...settings,
      DestinationConfig: { OnFailure: { Destination: failures.arn } },
    });
    return { name, arn, failures };
  }

  configure(FunctionName: string, settings: Partial<PutFunctionEventInvokeConfigCommandInput>) {
    return this.bench.lambda.send(new PutFunctionEventInvokeConfigCommand({ FunctionName, ...settings }));
  }

  /** Waits for the function, whose concurrency asynchronous invocations then lack. */
  async call(FunctionName: string, event: object): Promise<void> {
    const Payload = Buffer.from(JSON.stringify(event));
    await this.bench.lambda.send(new InvokeCommand({ FunctionName, Payload }));
  }

  /** @returns the request ID that Lambda answers with */
  async invoke(FunctionName: string, event: object): Promise<string> {
    const { $metadata, StatusCode } = await this.bench.lambda.send(
      new InvokeCommand({
        FunctionName,
        InvocationType: "Event",
        Payload: Buffer.from(JSON.stringify(event)),
      }),
    );
    expect(StatusCode).to.equal(202);
    return $metadata.requestId ?? "";
  }

  invocations(name: string, count: number): Promise<Invocation[]> {
    return pollUntil(`${count} invocations of ${name}`, MAX_WAIT_MS, async () => {
      const seen = await this.bench.invocations<Invocation>(name);
      return seen.length >= count ? { done: seen } : { yet: `${seen.length}` };
    });
  }

  onlyMessage(queue: Queue) {
    return pollUntil(`a message in ${queue.arn}`, MAX_WAIT_MS, async () => {
      const [message, ...more] = await this.bench.receiveAll(queue);
      expect(more).to.deep.equal([]);
      return message === undefined ? { yet: "none" } : { done: message };
    });
  }

  async onlyRecord(queue: Queue): Promise<InvocationRecord> {
    return JSON.parse((await this.onlyMessage(queue)).Body ?? "") as InvocationRecord;
  }

  reserve(FunctionName: string, ReservedConcurrentExecutions: number) {
    return this.bench.lambda.send(
      new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions }),
    );
  }

  permit(FunctionName: string, Principal: string) {
    return this.bench.lambda.send(
      new AddPermissionCommand({
        FunctionName,
        Principal,
        StatementId: "test",
        Action: "lambda:InvokeFunction",
      }),
    );
  }

  async events(action: string, body: object): Promise<void> {
    const answer = await this.bench.request("events", { target: `AWSEvents.${action}`, body });
    expect(answer.status, answer.body).to.equal(200);
  }
}
